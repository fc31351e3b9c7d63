import type { Allowed, Denied } from './decision/decision.ts';
import type { Permit } from './decision/permit.ts';
import type { Incoming } from './http/incoming.ts';
import type { Log } from './settings.ts';

/** Who asked: a caller of the gateway, or a proxy about a request of its own. */
export type Mode = 'gateway' | 'decide';

/** An answer that an upstream gave, or began to give, and that is over now. */
export interface Answered {
  readonly incoming: Incoming;
  readonly permit: Permit;
  /** As the caller got it; 0 when the caller left before there was one. */
  readonly status: number;
  /** Of the answer's body. */
  readonly bytes: number;
  /** It ended as the upstream meant it to, and was not cut off. */
  readonly whole: boolean;
  /** By the monotonic clock: when the request came, when it was last sent, when its head came back; 0 for never. */
  readonly arrivedAt: number;
  readonly sentAt: number;
  readonly headAt: number;
}

/** What sees each allow and each deny. It is on the way of every request, and must not throw. */
export interface Observer {
  /**
   * A decision that was acted upon, once for each request and once more when a permission ends while
   * its answer is under way. A denial's route and principal are known as far as it had come.
   */
  observe(decision: Allowed | Denied, incoming: Incoming, mode: Mode): void;
  /** Nothing of it may be kept: it is the request itself. */
  answered(answer: Answered): void;
}

/** One line for each denial. What is allowed has its line in the access log, when it is over. */
export function createObserver(log: Log): Observer {
  return {
    observe(decision, { requestId, method }, mode) {
      if (decision.kind === 'permit') return;
      const { refusal, route, principal } = decision;
      const { status, error: reason, description } = refusal;
      const about = { requestId, mode, method, route: route?.path, status, reason, description };
      const by = principal && { sub: principal.sub, client: principal.client_id };
      log.info({ ...about, ...by }, 'Denied');
    },
    answered() {},
  };
}

import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import { type AccessLog, accessLine } from './access-log.ts';
import type { Allowed, Denied } from './decision/decision.ts';
import { grpcStatusOf } from './http/grpc.ts';
import type { Incoming } from './http/incoming.ts';
import type { Refusal } from './http/refusal.ts';
import type { RecentCounts } from './metrics/recent-counts.ts';
import type { RequestMetrics } from './metrics/request-metrics.ts';
import type { Receipts } from './receipts/receipts.ts';
import type { Clock, Log } from './settings.ts';

/** Who asked: a caller of the gateway, or a proxy about a request of its own. */
export type Mode = 'gateway' | 'decide';

/** A request that is over, however it was answered. */
export interface Answered {
  readonly incoming: Incoming;
  readonly mode: Mode;
  /** Of the route, the token handler's endpoint or the application; null where none was found. */
  readonly pattern: string | null;
  readonly principal: SwapPrincipal | null;
  /** Why it was refused, or its answer cut off. */
  readonly denied: Denied | null;
  /** Origin that it was forwarded to. */
  readonly upstream: string | null;
  /** What became of the upstream, in a word, where it did not answer. */
  readonly failure: string | null;
  /** As the caller got it; 0 when the caller left before there was one. */
  readonly status: number;
  /** Of a call of gRPC, as its answer says how it ended; null where it does not. */
  readonly grpcStatus: number | null;
  /** Of the answer's body; null where they were not counted. */
  readonly bytes: number | null;
  /** It ended as it was meant to, and was not cut off. */
  readonly whole: boolean;
  /** By the monotonic clock: when the request came, when it was last sent, when its head came back; 0 for never. */
  readonly arrivedAt: number;
  readonly sentAt: number;
  readonly headAt: number;
}

/** What sees each allow and each deny. It is on the way of every request, and throws nothing. */
export interface Observer {
  /**
   * A decision that was acted upon, once for each request and once more when a permission ends while
   * its answer is under way; a denial before it is answered. Its route and principal are known as far
   * as it had come.
   */
  observe(decision: Allowed | Denied, incoming: Incoming, mode: Mode): void;
  /** Once for each request. Nothing of it may be kept: it is the request itself. */
  answered(answer: Answered): void;
}

interface Dependencies {
  /** Null where they are not read. */
  metrics: RequestMetrics | null;
  receipts: Pick<Receipts, 'refused'>;
  recent: Pick<RecentCounts, 'answered' | 'refused'>;
  accessLog: AccessLog;
  clock: Clock;
  log: Pick<Log, 'error'>;
}

export function createObserver({
  metrics,
  receipts,
  recent,
  accessLog,
  clock,
  log,
}: Dependencies): Observer {
  // Its caller is in the middle of an answer, which a fault here must not keep.
  const tell = (error: unknown) => log.error({ err: error }, 'A request could not be counted');
  return {
    observe(decision, incoming, mode) {
      try {
        metrics?.decided(decision, mode);
        if (decision.kind === 'permit') return;
        receipts.refused(decision, incoming, mode);
        recent.refused(decision, incoming);
      } catch (error) {
        tell(error);
      }
    },
    answered(answer) {
      try {
        const endedAt = clock.monotonic();
        metrics?.answered(answer, endedAt);
        recent.answered(endedAt);
        if (accessLog.all || answer.denied !== null) {
          accessLog.write(accessLine(answer, endedAt, clock.wall()));
        }
      } catch (error) {
        tell(error);
      }
    },
  };
}

/** What is answered by the gateway itself, without a route's upstream. */
export const answeredHere = (
  about: Pick<Answered, 'incoming' | 'mode' | 'status' | 'arrivedAt'> & Partial<Answered>,
): Answered => ({
  pattern: null,
  principal: null,
  denied: null,
  upstream: null,
  failure: null,
  grpcStatus: null,
  bytes: null,
  whole: true,
  sentAt: 0,
  headAt: 0,
  ...about,
});

/** The same for a refusal. */
export const answeredWith = (
  denied: Denied,
  about: Pick<Answered, 'incoming' | 'mode' | 'arrivedAt'>,
): Answered =>
  answeredHere({
    ...about,
    denied,
    pattern: denied.route?.path ?? null,
    principal: denied.principal,
    ...statusesOf(denied.refusal, about.incoming),
  });

/** A refusal as the caller gets it. */
export const statusesOf = (
  { status }: Refusal,
  { isGrpc }: Incoming,
): Pick<Answered, 'status' | 'grpcStatus'> =>
  isGrpc ? { status: 200, grpcStatus: grpcStatusOf(status) } : { status, grpcStatus: null };

import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { Denied } from '../decision/decision.ts';
import type { Permit } from '../decision/permit.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Answered } from '../observe.ts';

/** What is told of a forwarded request when it is over. */
export abstract class ObservedRequest implements Answered {
  readonly incoming: Incoming;
  readonly arrivedAt: number;
  readonly mode = 'gateway';
  status = 0;
  grpcStatus: number | null = null;
  bytes = 0;
  whole = false;
  sentAt = 0;
  headAt = 0;
  denied: Denied | null = null;
  failure: string | null = null;

  constructor(incoming: Incoming, arrivedAt: number) {
    this.incoming = incoming;
    this.arrivedAt = arrivedAt;
  }

  abstract get permit(): Permit;
  abstract get upstream(): string;

  get pattern(): string {
    return this.permit.route.path;
  }

  get principal(): SwapPrincipal | null {
    return this.permit.principal;
  }
}

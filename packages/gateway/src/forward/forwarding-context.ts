import type { Caller } from '../http/caller.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Observer } from '../observe.ts';
import type { Clock, Limits, Log } from '../settings.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import type { ForwardedRequest } from './forwarded-request.ts';
import type { StandingPermissions } from './standing-permissions.ts';

export interface ForwardingContext {
  permissions: StandingPermissions;
  upstreams: Upstreams;
  /** See `createServedHosts`. */
  servedHost: (host: string) => string;
  observer: Observer;
  limits: Pick<Limits, 'streamTimeout'>;
  clock: Clock;
  log: Log;
  /** Its permission ended before it was sent. */
  decideAgain(request: ForwardedRequest): void;
  /** Answers with 500 for a fault of ours. */
  fail(caller: Caller, incoming: Incoming, error: unknown): void;
}

/** How far a request had come before it was forwarded. */
export interface Progress {
  /** How often it was decided about. */
  decisions: number;
  arrivedAt: number;
  quota?: readonly string[] | undefined;
}

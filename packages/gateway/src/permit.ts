import type { Follower } from './changes/follower.ts';
import type { Routing } from './routes/routing.ts';
import type { CompiledRoute, RouteTable } from './routes/table.ts';
import { type Clock, instant } from './settings.ts';
import type { Entry } from './swap/entry.ts';

export interface PermitGround {
  follower: Follower;
  routing: Routing;
  clock: Clock;
}

/** How often a permission may end before it is acted on, until the caller is told to come back. */
export const mostRedecisions = 3;

/**
 * How long a decision holds that was made without a lease, when nobody tells of changes: long
 * enough to reach a connection that is there, in milliseconds.
 */
const unleasedMs = 25;

/** The decision that a request may go to an upstream, and whether it still stands. */
export class Permit {
  readonly entry: Entry;
  readonly route: CompiledRoute;
  /** `Set-Cookie` values that go with the response. */
  readonly setCookies: readonly string[];
  readonly #table: RouteTable | null;
  readonly #ground: PermitGround;
  readonly #made: number;

  /** `table` is the one decided by under a lease; null when the issuer was asked for everything. */
  constructor(
    entry: Entry,
    route: CompiledRoute,
    table: RouteTable | null,
    setCookies: readonly string[],
    ground: PermitGround,
  ) {
    this.entry = entry;
    this.route = route;
    this.setCookies = setCookies;
    this.#table = table;
    this.#ground = ground;
    this.#made = table === null ? ground.clock.monotonic() : 0;
  }

  /** Asked at dispatch. */
  isValid(): boolean {
    const { follower, routing, clock } = this.#ground;
    const now = instant(clock);
    if (!this.entry.isValid(now)) return false;
    return this.#table === null
      ? now.monotonic - this.#made < unleasedMs
      : this.#table === routing.table && follower.mayUseCache(now);
  }

  /**
   * Whether the feed would tell of a change that takes this permission away. What was decided
   * without a lease may have missed one.
   */
  isWatched(): boolean {
    const { follower, clock } = this.#ground;
    return this.#table !== null && this.entry.live && follower.mayUseCache(instant(clock));
  }

  now(): number {
    return this.#ground.clock.monotonic();
  }
}

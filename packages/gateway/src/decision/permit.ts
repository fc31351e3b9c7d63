import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { Follower } from '../changes/follower.ts';
import type { Incoming } from '../http/incoming.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';
import type { Routing } from '../routes/routing.ts';
import type { RouteTable } from '../routes/table.ts';
import { type Clock, type Instant, instant } from '../settings.ts';
import type { SwappedToken } from '../swap/swapped-token.ts';

export interface PermitGround {
  follower: Follower;
  routing: Routing;
  clock: Clock;
}

/** What a request was matched to, before the token was looked at. */
export interface Matched {
  route: CompiledRoute;
  /** Of the path, in the order of the route's names. */
  parameters: readonly string[];
  /** The table under a lease; null when it was fetched for this request, without one. */
  table: RouteTable | null;
  /** By the application's cookie, and not by a token of the caller's own. */
  bySession: boolean;
  incoming: Incoming;
  /** What it was decided by. */
  token: string;
  /** Asked about by itself, because its caller has roles on more resources than an answer tells of. */
  resource?: AuthorizationDetail;
}

/** How often a permission may end before it is acted on, until the caller is told to come back. */
export const maxRedecisions = 3;

/**
 * How long a decision holds that was made without a lease, when nothing tells of changes: long
 * enough to reach a connection that is there, in milliseconds.
 */
const unleasedMs = 25;

/** The decision that a request may go to an upstream, and whether it still stands. */
export class Permit {
  /** Null at a public route, where there is no caller to know. */
  readonly entry: SwappedToken | null;
  readonly principal: SwapPrincipal | null;
  readonly route: CompiledRoute;
  readonly incoming: Incoming;
  readonly bySession: boolean;
  readonly token: string;
  /** `Set-Cookie` values that go with the response. */
  readonly setCookies: readonly string[];
  readonly #table: RouteTable | null;
  readonly #ground: PermitGround;
  readonly #made: number;

  constructor(
    { entry, principal }: Pick<Permit, 'entry' | 'principal'>,
    { route, table, bySession, incoming, token }: Matched,
    setCookies: readonly string[],
    ground: PermitGround,
  ) {
    this.entry = entry;
    this.principal = principal;
    this.route = route;
    this.incoming = incoming;
    this.bySession = bySession;
    this.token = token;
    this.setCookies = setCookies;
    this.#table = table;
    this.#ground = ground;
    this.#made = table === null ? ground.clock.monotonic() : 0;
  }

  /** Whether the decision still stands; checked just before the request is sent. */
  isValid(): boolean {
    if (this.#table !== null) return this.isWatched();
    const now = instant(this.#ground.clock);
    return this.#holds(now) && now.monotonic - this.#made < unleasedMs;
  }

  /**
   * Whether it stands, and the feed would tell of a change that takes it away. What was decided
   * without a lease may have missed one.
   */
  isWatched(): boolean {
    const { follower, routing, clock } = this.#ground;
    if (this.#table === null || this.#table !== routing.table) return false;
    const now = instant(clock);
    return this.#holds(now) && follower.mayUseCache(now);
  }

  /** Whether there is a lease now, whatever it was made with. */
  isLeased(): boolean {
    const { follower, clock } = this.#ground;
    return follower.mayUseCache(instant(clock));
  }

  #holds(now: Instant): boolean {
    return this.entry === null || this.entry.isValid(now);
  }

  now(): number {
    return this.#ground.clock.monotonic();
  }
}

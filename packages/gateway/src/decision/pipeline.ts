import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isNeverForwarded } from '@sallyport/protocol/routes/never-forwarded.ts';
import { resourceOf } from '@sallyport/protocol/routes/requirement.ts';
import type { FindApplication } from '../applications/find.ts';
import { authenticate } from '../authenticate/authenticate.ts';
import { challenge } from '../authenticate/challenge.ts';
import { basicChallenge, isBasic } from '../authenticate/client-secret.ts';
import { authorize } from '../authorize/authorize.ts';
import type { ContactLog } from '../changes/contact-log.ts';
import { IssuerUnavailable } from '../changes/issuer-client.ts';
import { type Incoming, isPreflight } from '../http/incoming.ts';
import { issuerUnavailable, permissionUnsettled, refusal } from '../http/refusal.ts';
import { type CompiledRoute, corsHeadersOf, isSameTarget } from '../routes/compiled-route.ts';
import type { Match, RouteTable } from '../routes/table.ts';
import { type Instant, instant, type Log, type Scheme } from '../settings.ts';
import type { TokenCache } from '../swap/cache.ts';
import { RecentTokens } from '../swap/recent-tokens.ts';
import { askIssuer, type Swap } from '../swap/swap.ts';
import type { SwapBatcher } from '../swap/swap-batcher.ts';
import type { SwappedToken } from '../swap/swapped-token.ts';
import { digestOfAsked } from '../swap/token-digest.ts';
import { sessionState } from '../token-handler/session.ts';
import type { OpenSession, Sessions } from '../token-handler/sessions.ts';
import { type Allowed, type Decision, deny, type Renewal } from './decision.ts';
import { type Matched, Permit, type PermitGround } from './permit.ts';
import { answerPreflight, isOpen, matchOf } from './preflight.ts';
import { refuseMethod, refuseUnmatched } from './unmatched.ts';

type RouteMatch = Extract<Match, { kind: 'route' }>;

interface Dependencies extends PermitGround {
  cache: TokenCache;
  batcher: SwapBatcher;
  sessions: Sessions;
  findApplication: FindApplication;
  scheme: Scheme;
  contact: ContactLog;
  log: Log;
}

/**
 * Match, authenticate, swap, authorize: what both the gateway and the decision endpoint do with a
 * request before they part ways. With a lease and a cached token it answers at once.
 */
export class Pipeline {
  /** How often the inside JWT was at hand, and how often it was not. */
  readonly lookups = { hits: 0, misses: 0 };
  readonly #with: Dependencies;
  readonly #recent = new RecentTokens();

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** By the routes last known. True also for a method or a path that is refused there. */
  hasRoute(method: string, host: string, path: string): boolean {
    return this.#with.routing.table.match(method, host, path).kind !== 'no_route';
  }

  decide(incoming: Incoming): Decision | Promise<Decision> {
    if (isNeverForwarded(incoming.method)) return refuseMethod(incoming.method);
    const { follower, routing, clock } = this.#with;
    const now = instant(clock);
    return follower.mayUseCache(now)
      ? this.#decideUnderLease(routing.table, incoming, now)
      : this.#decideWithoutLease(incoming).catch(this.#explain);
  }

  /**
   * Judges again what is under way, by the token that it began with: has it ended by itself, or been
   * taken away? Only under a lease, without which nothing would tell when to end it.
   */
  renew(permit: Permit): Renewal | Promise<Renewal> {
    if (!permit.isLeased()) return deny(issuerUnavailable(), permit.route);
    const matched = this.#rematch(permit);
    if (!matched) return refuseByRoutes();
    const { entry, setCookies } = permit;
    if (!entry) return this.#allow(anonymous, matched, setCookies);
    const cached = this.#cached(matched);
    // What it has expired with, or lost, is not asked again.
    if (cached && cached !== entry) return this.#authorize(cached, matched, setCookies);
    return this.#swap(matched)
      .then((swap) => this.#concludeSwap(swap, matched, setCookies))
      .then(standing)
      .catch(this.#explain);
  }

  /** The same after a change of routes, when what the token means has not changed. */
  rejudge(permit: Permit): Permit | null {
    const matched = this.#rematch(permit);
    if (!matched) return null;
    const { entry, setCookies } = permit;
    const decision = entry
      ? this.#authorize(entry, matched, setCookies)
      : this.#allow(anonymous, matched, setCookies);
    // What the issuer would have to be asked about first is not known to be allowed.
    if (decision instanceof Promise) return null;
    return decision.kind === 'permit' ? decision.permit : null;
  }

  /** Null when the request now has another upstream or API, or the route no longer takes its kind of credentials. */
  #rematch({ route: begun, bySession, incoming, entry, token }: Permit): Matched | null {
    const { table } = this.#with.routing;
    const match = matchOf(table, incoming);
    if (match.kind !== 'route') return null;
    const { route, parameters } = match;
    const isAccepted = entry ? accepts(route, { bySession, token }) : isOpen(route, incoming);
    return isSameTarget(route, begun) && isAccepted
      ? { route, parameters, table, bySession, incoming, token }
      : null;
  }

  /** Nothing at hand is known to be true: the routes are read for this request, as the token is. */
  async #decideWithoutLease(incoming: Incoming): Promise<Decision> {
    const { table } = await this.#with.routing.fresh();
    const match = matchOf(table, incoming);
    return match.kind === 'route' ? this.#decideOn(match, null, incoming) : refuseUnmatched(match);
  }

  /** All in one turn, so that `now` and the lease hold for all of it. */
  #decideUnderLease(
    table: RouteTable,
    incoming: Incoming,
    now: Instant,
  ): Decision | Promise<Decision> {
    const match = matchOf(table, incoming);
    if (match.kind !== 'route') return refuseUnmatched(match);
    const { route, parameters } = match;
    const { authorization } = incoming;
    const known =
      authorization !== undefined && route.bearer && !isPreflight(incoming)
        ? this.#recent.find(authorization, route.api, now)
        : null;
    if (known === null) return this.#decideOn(match, table, incoming);
    this.lookups.hits++;
    const { token, entry } = known;
    return this.#authorize(
      entry,
      { route, parameters, table, bySession: false, incoming, token },
      [],
    );
  }

  #decideOn(
    { route, parameters }: RouteMatch,
    table: RouteTable | null,
    incoming: Incoming,
  ): Decision | Promise<Decision> {
    if (isOpen(route, incoming)) {
      const matched = { route, parameters, table, bySession: false, incoming, token: '' };
      return this.#allow(anonymous, matched, []);
    }
    if (isPreflight(incoming)) return answerPreflight(route, incoming);
    const credentials = authenticate(incoming, route, this.#with);
    if (credentials.kind === 'refused') return deny(credentials.refusal, route);
    const bySession = credentials.kind === 'session';
    const token = bySession ? credentials.open.session.accessToken : credentials.token;
    const matched = { route, parameters, table, bySession, incoming, token };
    return bySession ? this.#bySession(credentials.open, matched) : this.#byToken(matched);
  }

  #byToken(matched: Matched): Decision | Promise<Decision> {
    const entry = this.#cached(matched);
    if (entry) {
      const { token, incoming } = matched;
      // It is for routes that accept access tokens.
      if (!isBasic(token)) this.#recent.remember(incoming.authorization ?? '', { token, entry });
      return this.#authorize(entry, matched, []);
    }
    return this.#swap(matched)
      .then((swap) => this.#concludeSwap(swap, matched, []))
      .catch(this.#explain);
  }

  #bySession(open: OpenSession, matched: Matched): Decision | Promise<Decision> {
    const { session } = open;
    if (sessionState(session, this.#with.clock.wall()) === 'usable') {
      const entry = this.#cachedForSession(matched);
      if (entry) return this.#authorize(entry, matched, []);
    }
    return this.#byAgeingSession(open, matched).catch(this.#explain);
  }

  /** Refreshes ahead of the access token's end, or after the issuer has refused it. */
  async #byAgeingSession(open: OpenSession, matched: Matched): Promise<Decision> {
    const { session } = open;
    const state = sessionState(session, this.#with.clock.wall());
    if (state === 'over') return this.#sessionOver(open, matched);
    if (state === 'usable') {
      const swap = await this.#swap(matched);
      const refreshable = !swap.ok && swap.error === 'invalid_token' && session.refreshToken;
      if (!refreshable) return this.#concludeSwap(swap, matched, []);
    }
    const refreshed = await this.#with.sessions.refresh(open);
    if (refreshed.kind === 'over') return this.#sessionOver(open, matched);
    const { incoming, application } = open;
    const cookies = this.#with.sessions.write(refreshed.session, incoming, application);
    const renewed = { ...matched, token: refreshed.session.accessToken };
    const cached = this.#cached(renewed);
    if (cached) return this.#authorize(cached, renewed, cookies);
    return this.#concludeSwap(await this.#swap(renewed), renewed, cookies);
  }

  /** As for an access token, under a key that no caller can write into `Authorization`. */
  #cachedForSession(matched: Matched): SwappedToken | null {
    const { token, route, table } = matched;
    const now = instant(this.#with.clock);
    const key = `\n${token}`;
    const leased = table !== null && this.#with.follower.mayUseCache(now);
    const known = leased ? this.#recent.find(key, route.api, now) : null;
    if (known) {
      this.lookups.hits++;
      return known.entry;
    }
    const entry = this.#cached(matched);
    if (entry) this.#recent.remember(key, { token, entry });
    return entry;
  }

  #cached({ token, resource, route, table }: Matched): SwappedToken | null {
    const { follower, cache, clock } = this.#with;
    const now = instant(clock);
    const leased = table !== null && follower.mayUseCache(now);
    const cached = leased ? cache.get(digestOfAsked({ token, resource }), route.api, now) : null;
    if (cached) this.lookups.hits++;
    else this.lookups.misses++;
    return cached;
  }

  #swap({ token, resource, route, incoming }: Matched): Promise<Swap> {
    const { clientAddress } = incoming;
    return askIssuer({ token, resource, audience: route.api, clientAddress }, this.#with);
  }

  #concludeSwap(
    swap: Swap,
    matched: Matched,
    setCookies: readonly string[],
  ): Renewal | Promise<Renewal> {
    if (swap.ok) return this.#authorize(swap.entry, matched, setCookies);
    const { error, error_description: description, retry_after: retryAfter } = swap;
    const headers =
      error === 'invalid_token' || error === 'insufficient_user_authentication'
        ? challenge(error, description, { acr_values: swap.acr_values })
        : [];
    if (error === 'invalid_client') headers.push(...basicChallenge);
    if (retryAfter !== undefined) headers.push('Retry-After', String(retryAfter));
    headers.push(...setCookieHeaders(setCookies));
    return deny(refusal(error, description, headers), matched.route, {
      subject: swap.subject ?? null,
    });
  }

  #authorize(
    entry: SwappedToken,
    matched: Matched,
    setCookies: readonly string[],
  ): Renewal | Promise<Renewal> {
    const { principal } = entry;
    const { route, parameters } = matched;
    const refused = authorize(principal, route, parameters, this.#with.clock);
    if (refused) {
      const resource = principal.more_assigned_details ? resourceOf(route, parameters) : null;
      if (resource && !matched.resource) {
        return this.#authorizeAt({ ...matched, resource }, setCookies);
      }
      const headers = [...refused.headers, ...setCookieHeaders(setCookies)];
      return deny({ ...refused, headers }, matched.route, { principal, entry });
    }
    return this.#allow({ entry, principal }, matched, setCookies);
  }

  /** By what the caller may do with the resource of the request, asked about by itself. */
  #authorizeAt(matched: Matched, setCookies: readonly string[]): Renewal | Promise<Renewal> {
    const cached = this.#cached(matched);
    if (cached) return this.#authorize(cached, matched, setCookies);
    return this.#swap(matched)
      .then((swap) => this.#concludeSwap(swap, matched, setCookies))
      .catch(this.#explain);
  }

  #allow(
    facts: Pick<Permit, 'entry' | 'principal'>,
    matched: Matched,
    setCookies: readonly string[],
  ): Allowed {
    const permit = new Permit(facts, matched, setCookies, this.#with);
    return { kind: 'permit', permit };
  }

  /** What lets a page of another origin read a refusal, as far as a route can be told. */
  corsHeaders(route: CompiledRoute | null, incoming: Incoming): string[] {
    if (incoming.origin === undefined && route === null) return [];
    return corsHeadersOf(route ?? this.#routeOf(incoming), incoming.origin);
  }

  #routeOf(incoming: Incoming): CompiledRoute | null {
    const match = matchOf(this.#with.routing.table, incoming);
    return match.kind === 'route' ? match.route : null;
  }

  #sessionOver({ incoming, application }: OpenSession, { route }: Matched): Decision {
    const description = 'The session is over. Sign in again.';
    const headers = [
      ...challenge('invalid_token', description),
      ...setCookieHeaders(this.#with.sessions.clear(incoming, application)),
    ];
    const subject = { client: application.client };
    return deny(refusal('invalid_token', description, headers), route, { subject });
  }

  /** An issuer that refuses the gateway itself is of no more use to callers than one that is away. */
  #explain = (error: unknown): Renewal => {
    if (error instanceof OAuthError) {
      this.#with.log.error({ err: error }, 'The issuer refuses what the gateway asks');
    } else if (error instanceof IssuerUnavailable) {
      this.#with.contact.failed('ask the issuer about tokens', error);
    } else throw error;
    return deny(issuerUnavailable());
  };
}

/** Whether a route takes the kind of credentials that something was decided by. */
const accepts = (
  { bearer, cookie, clientSecret }: CompiledRoute,
  { bySession, token }: Pick<Matched, 'bySession' | 'token'>,
): boolean => {
  if (bySession) return cookie;
  return isBasic(token) ? clientSecret : bearer;
};

/** A public route is not told who calls. */
const anonymous = { entry: null, principal: null };

/** A change may have overtaken it in the turn that it was made in. */
const standing = (renewal: Renewal): Renewal =>
  renewal.kind === 'refuse' || renewal.permit.isWatched()
    ? renewal
    : deny(permissionUnsettled(), renewal.permit.route, renewal.permit);

const refuseByRoutes = (): Renewal =>
  deny(refusal('access_denied', 'The routes do not allow this any more.'));

const setCookieHeaders = (cookies: readonly string[]): string[] =>
  cookies.flatMap((cookie) => ['Set-Cookie', cookie]);

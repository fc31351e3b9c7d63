/**
 * What gateways and issuer say to each other under `/internal/`. Every call is a POST of JSON,
 * authenticated as a client by `client_secret_basic`.
 */

import type { AuthorizationDetail } from './authorization-details.ts';
import type { ErrorCode } from './errors.ts';
import type { Actor } from './foreign-principal.ts';
import type { PrincipalKind } from './principal.ts';
import type { Receipt, ReceiptCaller } from './receipt.ts';
import type { Route } from './route.ts';

/** The client id that every gateway authenticates under; its secret is the installation's. */
export const gatewayClientId = 'sallyport-gateway';

/** The version of this protocol. A node accepts its own version and the one before. */
export const internalVersion = 1;

/**
 * The longest that a lease can still be valid after a change is committed, in milliseconds: a
 * take-away never waits longer for a gateway. The hundredth is for clocks that run at different
 * rates, the rest is for the timers themselves.
 */
export const barrierLimit = (leaseMs: number): number => 1.01 * leaseMs + 100;

/** A position in the change log. Two positions can be compared only within one epoch. */
export interface Position {
  epoch: string;
  pos: number;
}

/** `POST /internal/members`: join, before anything is cached. */
export interface JoinRequest {
  version: number;
  name: string;
  /** What the ids that this process gives to requests begin with. One of the version before has none. */
  instance?: string;
}
export interface JoinResponse extends Position {
  version: number;
  member: string;
  /** How long a lease lasts, in milliseconds, from the moment its request was sent. */
  lease_ms: number;
}

/**
 * `POST /internal/lease`: renews the lease and acknowledges every entry up to `acked`.
 * 404 `not_found` when the member was expelled: empty the cache and join again.
 */
export interface LeaseRequest {
  member: string;
  /** The epoch of `acked`: after a restored backup the same number stands for another entry. */
  epoch: string;
  acked: number;
}
export type LeaseResponse = Position;

/**
 * What a change names, and what a cache entry is indexed by. With `more:` in front, the change only
 * adds: cached answers are asked for again, and requests and streams under way go on. A gateway of a
 * version that does not know the prefix keeps its cached answers until they expire.
 */
export type CacheTag = Touched | `more:${Touched}` | 'routes';

type Touched =
  | `token:${string}`
  | `grant:${string}`
  | `session:${string}`
  | `user:${string}`
  | `client:${string}`
  /** What a client got for its secret; its users' tokens do not depend on that. */
  | `client_secret:${string}`
  | `group:${string}`
  | `role:${string}`
  | `organization:${string}`
  | `api:${string}`
  | `link:${string}`
  | `provider:${string}`
  | `trusted_issuer:${string}`
  | `key:${string}`
  | 'everything';

export interface Change {
  pos: number;
  tags: CacheTag[];
}

/**
 * `POST /internal/changes`: the entries after `after`, at once if there are any, otherwise as soon
 * as there is one or after `wait_ms` (at most 25,000). `reset` says that the log no longer reaches back that
 * far or that the epoch changed: empty the cache and go on from `pos`.
 */
export interface ChangesRequest {
  after: Position;
  wait_ms: number;
  /** Of a gateway that answers questions about its receipts. */
  instance?: string;
}
export interface ChangesResponse extends Position {
  changes: Change[];
  reset: boolean;
  /**
   * What an administrator asks. It comes with the feed, because a gateway can be asked nothing else:
   * it may stand where the issuer cannot reach it.
   */
  questions?: ReceiptQuestion[];
}

/**
 * Which receipts a gateway has under the id of a request, or of requests with an access token; or what it
 * counted of late, and then there is no id.
 */
export interface ReceiptQuestion {
  question: string;
  of: 'request' | 'token' | 'counts';
  id: string;
}

/** `POST /internal/receipts`: the answer, to any node of the issuer. 204. */
export interface ReceiptAnswer {
  question: string;
  instance: string;
  /** In all no more than `maxAnswerBytes` as JSON, those of callers who are known first. */
  receipts: Receipt[];
  /** How many had no room in it. */
  omitted: number;
  /** Of a request: whether there was one that is gone: to make room for others, or after its hour. */
  gone: 'room' | 'age' | null;
  /** Of a question about these. A gateway of the version before has none. */
  counts?: RecentCounts;
}

/** So many minutes, the one that is still counted last. */
export const countedMinutes = 60;

/** What a process of a gateway counted in each of the last minutes, in its memory. */
export interface RecentCounts {
  requests: number[];
  /** Whether the inside JWT of a token was at hand. */
  hits: number[];
  misses: number[];
  /** By reason: the member of the route that was not met, `unauthenticated`, or an error code. */
  refusals: Record<string, number[]>;
}

/** Of the receipts in an answer: it travels between the nodes of an issuer by `NOTIFY`, which takes 8,000. */
export const maxAnswerBytes = 5_000;

/** `POST /internal/swap`: outside tokens for inside JWTs, many at a time (at most 256). */
export interface SwapRequest {
  /**
   * Whether the gateway had a lease when it sent this. For one without, the issuer first makes sure
   * that its database is still the primary.
   */
  leased: boolean;
  swaps: {
    /** An access token, or of a client that calls with its secret the value of `Authorization`: Basic. */
    token: string;
    audience: string;
    /** Whose guesses at a secret are counted together. */
    network?: string;
    /** That of the request, where the answer without it told of some resources and that there are more. */
    resource?: { type: string; identifier: string };
  }[];
}
export interface SwapResponse {
  /** The position that every result is true at. */
  as_of: Position;
  /** One for each request, in their order. */
  results: SwapResult[];
}
export type SwapResult = Swapped | SwapRefused;

export interface Swapped {
  ok: true;
  /** `at+jwt`, RFC 9068. */
  jwt: string;
  /** Milliseconds from the answer during which only a logged change can make it untrue. */
  valid_for_ms: number;
  principal: SwapPrincipal;
  /** What this result depends on. */
  tags: CacheTag[];
}

export interface SwapRefused {
  ok: false;
  error: ErrorCode;
  error_description: string;
  /** Seconds. */
  retry_after?: number;
  /** What would be enough (RFC 9470, section 3). */
  acr_values?: string[];
  /** What the token was, where it is one of ours or the secret is right. For the receipt. */
  subject?: ReceiptCaller;
}

export interface SwapPrincipal {
  kind: PrincipalKind;
  sub: string;
  client_id: string;
  scope: string[];
  permissions: string[];
  /** What the token is confined to. */
  authorization_details: AuthorizationDetail[];
  /** What roles on single resources allow, beside the permissions. An issuer of the version before does not say. */
  assigned_details?: AuthorizationDetail[];
  /** The same of places in trees: it holds for all that lies below, too. */
  assigned_subtrees?: AuthorizationDetail[];
  /** Present where these are not all. */
  more_assigned_details?: true;
  /** What the token is for: the roles within it count, beside those that the person has everywhere. */
  organization?: { id: string; key: string };
  /** Present where an administrator acts as the person (RFC 8693, section 4.1). */
  act?: Actor;
  /** Those with permissions at the API. An issuer of the version before does not say. */
  roles?: string[];
  /** Of a user: when it was that the person signed in, as NumericDate, and how (RFC 9470, section 6.2). */
  auth_time?: number;
  acr?: string;
}

/**
 * `POST /internal/session`: what the page of an application may know of the session that an access
 * token is of. Refused with 401 `invalid_token` when the token is not good any more.
 */
export interface SessionRequest {
  access_token: string;
}
export interface SessionResponse {
  user: {
    sub: string;
    /** With scope `profile`. */
    name?: string;
    /** With scope `email`, and then both. */
    email?: string;
    email_verified?: boolean;
    /** With scope `organization`, where the session is for one. */
    org_id?: string;
    org_key?: string;
    org_name?: string;
  };
  roles: string[];
  /** By API: of each that the token is for. */
  permissions: Record<string, string[]>;
}

/**
 * `POST /internal/sign-out`: ends the session that these tokens of a client are of, and every grant that
 * was made in it; without `offline_access` that is all that they are. 204 once no gateway accepts
 * a token of it any more, also if it had ended before.
 */
export interface SignOutRequest {
  client_id: string;
  access_token: string;
  refresh_token?: string;
}

/** `POST /internal/routes`: the routing table, fetched at start and after a change to `routes`. */
export interface RoutesResponse {
  as_of: Position;
  routes: Route[];
}

/** `POST /internal/leave`: a gateway that stops says so, and no take-away waits for it. 204. */
export interface LeaveRequest {
  member: string;
}

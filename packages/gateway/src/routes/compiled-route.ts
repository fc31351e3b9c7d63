import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { HealthCheck, Route, UpstreamProtocol } from '@sallyport/protocol/route.ts';
import { mayBeOpened } from '../forward/withheld-headers.ts';
import { type RouteTimeouts, routeTimeoutsOf } from '../limits.ts';
import { type CompiledLimits, compileLimits } from '../rate-limits/compiled-limits.ts';
import { type CompiledCors, compileCors, corsHeaders } from './cors.ts';

export interface Target {
  /** Without a trailing slash. */
  origin: string;
  /** What the upstream has everything below: `/base`, or empty. */
  basePath: string;
  /** Its share of the requests, beside those of the others. */
  weight: number;
  protocol: UpstreamProtocol;
}

/** A route made ready to match. */
export interface CompiledRoute {
  /** `/api/orders/{id}`, for log and metrics. */
  path: string;
  /** `api.example.com` or `*.example.com`; null for any. */
  host: string | null;
  /** Where its requests can go, one at least. */
  targets: readonly Target[];
  /** How many segments of a path the upstream does not get to see. */
  strippedSegments: number;
  /** Empty at a public route. */
  api: string;
  /** For every caller: none is authenticated, and nothing is required. */
  isPublic: boolean;
  bearer: boolean;
  cookie: boolean;
  clientSecret: boolean;
  cors: CompiledCors | 'upstream' | null;
  /** Null for every method. `HEAD` is served where `GET` is (RFC 9110, section 9.3.2). */
  methods: ReadonlySet<string> | null;
  permissions: readonly string[] | undefined;
  details: AuthorizationDetail | undefined;
  scopes: readonly string[];
  roles: readonly string[];
  /** What one of them a person must have signed in by; null for any. */
  acr: readonly string[] | null;
  /** Seconds. */
  maxAge: number | null;
  /** Lower-case names of what reaches the upstream although callers' headers of that name do not. */
  forwardHeaders: ReadonlySet<string>;
  /** Where they are not the gateway's own. */
  timeouts: RouteTimeouts | null;
  health: HealthCheck | null;
  rateLimits: CompiledLimits | null;
  /** Names of the path's parameters, in order. */
  names: readonly string[];
}

export function compileRoute(route: Route, names: string[]): CompiledRoute {
  const { permissions, details, scopes, roles, acr, max_age } = route.require ?? {};
  const { authenticate = ['bearer', 'cookie'], cors } = route;
  return {
    path: route.path,
    host: route.host ?? null,
    targets: compileTargets(route),
    strippedSegments: route.strip_prefix?.split('/').filter(Boolean).length ?? 0,
    api: route.api ?? '',
    isPublic: authenticate === 'none',
    bearer: authenticate.includes('bearer'),
    cookie: authenticate.includes('cookie'),
    clientSecret: authenticate.includes('client_secret'),
    cors: typeof cors === 'object' ? compileCors(cors) : (cors ?? null),
    methods: withHead(route.methods ?? route.require?.methods),
    permissions,
    details,
    scopes: scopes ?? [],
    roles: roles ?? [],
    acr: acr ?? null,
    maxAge: max_age ?? null,
    forwardHeaders: new Set(
      (route.forward_headers ?? []).filter(mayBeOpened).map((name) => name.toLowerCase()),
    ),
    timeouts: route.limits ? routeTimeoutsOf(route.limits) : null,
    health: route.health ?? null,
    rateLimits: compileLimits(route.rate_limits ?? [], nameOf(route)),
    names,
  };
}

/** What tells it from other routes, and stays when something else of it changes. */
const nameOf = ({ host = '', path, methods = [] }: Route): string =>
  `${host}${path} ${methods.join(',')}`;

/** The methods that a route with these is for; null for all. */
export const withHead = (methods: string[] | undefined): ReadonlySet<string> | null =>
  methods ? new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods) : null;

/** What lets a page of another origin read an answer of this route. */
export const corsHeadersOf = (route: CompiledRoute | null, origin: string | undefined): string[] =>
  route !== null && typeof route.cors === 'object' && route.cors !== null
    ? corsHeaders(route.cors, origin)
    : [];

/** Whether requests of the one could have gone to where those of the other go, with JWTs for the same API. */
export const isSameTarget = (now: CompiledRoute, begun: CompiledRoute): boolean =>
  begun.targets.every((one) => now.targets.some((other) => isSamePlace(one, other))) &&
  now.strippedSegments === begun.strippedSegments &&
  now.api === begun.api;

const isSamePlace = (a: Target, b: Target): boolean =>
  a.origin === b.origin && a.basePath === b.basePath;

const compileTargets = ({ upstream, upstream_protocol: protocol = 'http1' }: Route): Target[] =>
  (typeof upstream === 'string' ? [{ url: upstream }] : upstream).map(({ url, weight = 1 }) => {
    const { origin, pathname } = new URL(url);
    return { origin, basePath: pathname.replace(/\/$/, ''), weight, protocol };
  });

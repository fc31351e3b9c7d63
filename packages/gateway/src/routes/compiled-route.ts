import { mayBeOpened } from '@sallyport/base/routes/opened-headers.ts';
import type { HealthCheck, Route, UpstreamProtocol } from '@sallyport/protocol/route.ts';
import {
  type RouteRequirement,
  requirementOf,
  withHead,
} from '@sallyport/protocol/routes/requirement.ts';
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
export interface CompiledRoute extends RouteRequirement {
  /** `/api/orders/{id}`, for log and metrics. */
  path: string;
  /** `api.example.com` or `*.example.com`; null for any. */
  host: string | null;
  /** Where its requests can go, one at least. */
  targets: readonly Target[];
  /** How many segments of a path the upstream does not get to see. */
  strippedSegments: number;
  /** For every caller: none is authenticated, and nothing is required. */
  isPublic: boolean;
  bearer: boolean;
  cookie: boolean;
  clientSecret: boolean;
  cors: CompiledCors | 'upstream' | null;
  /** Null for every method. `HEAD` is served where `GET` is (RFC 9110, section 9.3.2). */
  methods: ReadonlySet<string> | null;
  /** Lower-case names of what reaches the upstream although callers' headers of that name do not. */
  forwardHeaders: ReadonlySet<string>;
  /** Where they are not the gateway's own. */
  timeouts: RouteTimeouts | null;
  health: HealthCheck | null;
  rateLimits: CompiledLimits | null;
}

export function compileRoute(route: Route, names: string[]): CompiledRoute {
  const { authenticate = ['bearer', 'cookie'], cors } = route;
  return {
    ...requirementOf(route, names),
    path: route.path,
    host: route.host ?? null,
    targets: compileTargets(route),
    strippedSegments: route.strip_prefix?.split('/').filter(Boolean).length ?? 0,
    isPublic: authenticate === 'none',
    bearer: authenticate.includes('bearer'),
    cookie: authenticate.includes('cookie'),
    clientSecret: authenticate.includes('client_secret'),
    cors: typeof cors === 'object' ? compileCors(cors) : (cors ?? null),
    methods: withHead(route.methods ?? route.require?.methods),
    forwardHeaders: new Set(
      (route.forward_headers ?? []).filter(mayBeOpened).map((name) => name.toLowerCase()),
    ),
    timeouts: route.limits ? routeTimeoutsOf(route.limits) : null,
    health: route.health ?? null,
    rateLimits: compileLimits(route.rate_limits ?? [], nameOf(route)),
  };
}

/** What tells it from other routes, and stays when something else of it changes. */
const nameOf = ({ host = '', path, methods = [] }: Route): string =>
  `${host}${path} ${methods.join(',')}`;

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

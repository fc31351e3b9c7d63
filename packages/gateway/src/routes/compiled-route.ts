import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { mayBeOpened } from '../forward/withheld-headers.ts';

/** A route made ready to match. */
export interface CompiledRoute {
  /** `/api/orders/{id}`, for log and metrics. */
  path: string;
  /** `api.example.com` or `*.example.com`; null for any. */
  host: string | null;
  /** Origin without a trailing slash. */
  upstream: string;
  /** What the upstream has everything below: `/base`, or empty. */
  basePath: string;
  /** How many segments of a path the upstream does not get to see. */
  strippedSegments: number;
  api: string;
  bearer: boolean;
  cookie: boolean;
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
  /** Names of the path's parameters, in order. */
  names: readonly string[];
}

export function compileRoute(route: Route, names: string[]): CompiledRoute {
  const { permissions, details, scopes, roles, acr, max_age } = route.require ?? {};
  const methods = route.methods ?? route.require?.methods;
  const { origin, pathname } = new URL(route.upstream);
  return {
    path: route.path,
    host: route.host ?? null,
    upstream: origin,
    basePath: pathname.replace(/\/$/, ''),
    strippedSegments: route.strip_prefix?.split('/').filter(Boolean).length ?? 0,
    api: route.api,
    bearer: route.authenticate?.includes('bearer') ?? true,
    cookie: route.authenticate?.includes('cookie') ?? true,
    methods: methods ? withHead(methods) : null,
    permissions,
    details,
    scopes: scopes ?? [],
    roles: roles ?? [],
    acr: acr ?? null,
    maxAge: max_age ?? null,
    forwardHeaders: new Set(
      (route.forward_headers ?? []).filter(mayBeOpened).map((name) => name.toLowerCase()),
    ),
    names,
  };
}

const withHead = (methods: string[]): ReadonlySet<string> =>
  new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);

/** Whether requests of both go to the same place, with JWTs for the same API. */
export const isSameTarget = (a: CompiledRoute, b: CompiledRoute): boolean =>
  a.upstream === b.upstream &&
  a.basePath === b.basePath &&
  a.strippedSegments === b.strippedSegments &&
  a.api === b.api;

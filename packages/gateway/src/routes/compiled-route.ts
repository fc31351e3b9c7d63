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
  api: string;
  bearer: boolean;
  cookie: boolean;
  /** Null for every method. `HEAD` is served where `GET` is (RFC 9110, section 9.3.2). */
  methods: ReadonlySet<string> | null;
  permissions: readonly string[] | undefined;
  details: AuthorizationDetail | undefined;
  /** Lower-case names of what reaches the upstream although callers' headers of that name do not. */
  forwardHeaders: ReadonlySet<string>;
  /** Names of the path's parameters, in order. */
  names: readonly string[];
}

export function compileRoute(route: Route, names: string[]): CompiledRoute {
  const { permissions, details } = route.require ?? {};
  const methods = route.methods ?? route.require?.methods;
  return {
    path: route.path,
    host: route.host ?? null,
    upstream: new URL(route.upstream).origin,
    api: route.api,
    bearer: route.authenticate?.includes('bearer') ?? true,
    cookie: route.authenticate?.includes('cookie') ?? true,
    methods: methods ? withHead(methods) : null,
    permissions,
    details,
    forwardHeaders: new Set(
      (route.forward_headers ?? []).filter(mayBeOpened).map((name) => name.toLowerCase()),
    ),
    names,
  };
}

const withHead = (methods: string[]): ReadonlySet<string> =>
  new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);

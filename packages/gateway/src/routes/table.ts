import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { mayBeOpened } from '../forward/withheld-headers.ts';
import { parsePattern } from './pattern.ts';
import { readRequestPath } from './request-path.ts';

/** A route made ready to match. */
export interface CompiledRoute {
  /** `/api/orders/{id}`, for log and metrics. */
  path: string;
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

export type Match =
  | { kind: 'route'; route: CompiledRoute; parameters: readonly string[] }
  | { kind: 'method_not_allowed'; allow: string[] }
  | { kind: 'no_route' }
  | { kind: 'bad_path'; reason: string };

interface Node {
  literals: Map<string, Node>;
  parameter: Node | null;
  /** Routes whose path ends here, in the order of declaration. */
  routes: CompiledRoute[];
  /** Routes whose path ends here with `*`. */
  rest: CompiledRoute[];
}

export interface RouteTable {
  match(method: string, path: string): Match;
}

/**
 * Segments are compared from the left: a literal goes before a parameter and a parameter before
 * `*`, and the first path that fits decides. Routes of the same path are told apart by their methods; a
 * request with another method is refused and never falls through to a wider path, whose
 * requirement may be laxer. Literals match in any case because many frameworks behind do the same.
 *
 * @throws Error naming the route that cannot be compiled.
 */
export function compileRoutes(routes: readonly Route[]): RouteTable {
  const root = newNode();
  for (const route of routes) insert(root, route);
  return { match: (method, path) => matchPath(root, method, path) };
}

const newNode = (): Node => ({ literals: new Map(), parameter: null, routes: [], rest: [] });

function insert(root: Node, route: Route): void {
  const pattern = parsePattern(route.path);
  if (!pattern.ok) throw new Error(pattern.reason);
  const compiled = compile(route, pattern.names);
  let node = root;
  for (const segment of pattern.segments) {
    if (segment.kind === 'rest') {
      node.rest.push(compiled);
      return;
    }
    if (segment.kind === 'parameter') {
      node.parameter ??= newNode();
      node = node.parameter;
    } else {
      const key = segment.text.toLowerCase();
      const child = node.literals.get(key) ?? newNode();
      node.literals.set(key, child);
      node = child;
    }
  }
  node.routes.push(compiled);
}

function compile(route: Route, names: string[]): CompiledRoute {
  const { methods, permissions, details } = route.require ?? {};
  return {
    path: route.path,
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

function matchPath(root: Node, method: string, path: string): Match {
  const read = readRequestPath(path);
  if (!read.ok) return { kind: 'bad_path', reason: read.reason };
  const parameters: string[] = [];
  const routes = find(root, read.segments, 0, parameters);
  if (!routes) return { kind: 'no_route' };
  for (const route of routes) {
    if (!route.methods || route.methods.has(method)) return { kind: 'route', route, parameters };
  }
  return {
    kind: 'method_not_allowed',
    allow: [...new Set(routes.flatMap((route) => [...(route.methods ?? [])]))],
  };
}

function find(
  node: Node,
  segments: readonly string[],
  depth: number,
  parameters: string[],
): CompiledRoute[] | null {
  if (depth === segments.length && node.routes.length > 0) return node.routes;
  if (depth < segments.length) {
    const segment = segments[depth]!;
    const literal = node.literals.get(segment.toLowerCase());
    const found = literal && find(literal, segments, depth + 1, parameters);
    if (found) return found;
    if (node.parameter) {
      parameters.push(segment);
      const inside = find(node.parameter, segments, depth + 1, parameters);
      if (inside) return inside;
      parameters.pop();
    }
  }
  return node.rest.length > 0 ? node.rest : null;
}

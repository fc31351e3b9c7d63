import type { Route } from '@sallyport/protocol/route.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import { type CompiledRoute, compileRoute } from './compiled-route.ts';
import { HostMap } from './host.ts';
import { parsePattern } from './pattern.ts';
import { readRequestPath } from './request-path.ts';

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

/** Of the requests whose matches are kept: some thousand of the usual length. */
const maxCharacters = 256 * 1024;

export interface RouteTable {
  readonly routes: readonly CompiledRoute[];
  /** @param host as a request names it, in lower case */
  match(method: string, host: string, path: string): Match;
}

/**
 * The most specific host goes first, and then the most specific path: segments are compared from
 * the left, a literal goes before a parameter and a parameter before `*`. The first path that fits
 * decides, be it at a wider host. Routes of the same path are told apart by their methods; a request
 * with another method is refused and never falls through to a wider path or host, whose requirement
 * may be laxer. Literals match in any case because many frameworks behind do the same.
 *
 * @throws Error naming the route that cannot be compiled.
 */
export function compileRoutes(routes: readonly Route[]): RouteTable {
  const hosts = new HostMap<Node>();
  const all = routes.map((route) => insert(hosts.at(route.host ?? null, newNode), route));
  const recent = new RecentMap<Match>(maxCharacters);
  return {
    routes: all,
    match(method, host, path) {
      // No path of a route has a space, and with one the parts of the key could not be told apart.
      if (path.includes(' ')) return matchPath(hosts, method, host, path);
      const key = `${method} ${host} ${path}`;
      const known = recent.get(key);
      if (known) return known;
      const match = matchPath(hosts, method, host, path);
      // What finds no route is kept by none, so that strangers push nothing out.
      if (match.kind === 'route') recent.set(key, match);
      return match;
    },
  };
}

const newNode = (): Node => ({ literals: new Map(), parameter: null, routes: [], rest: [] });

function insert(root: Node, route: Route): CompiledRoute {
  const pattern = parsePattern(route.path);
  if (!pattern.ok) throw new Error(pattern.reason);
  const compiled = compileRoute(route, pattern.names);
  let node = root;
  for (const segment of pattern.segments) {
    if (segment.kind === 'rest') {
      node.rest.push(compiled);
      return compiled;
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
  return compiled;
}

function matchPath(hosts: HostMap<Node>, method: string, host: string, path: string): Match {
  const read = readRequestPath(path);
  if (!read.ok) return { kind: 'bad_path', reason: read.reason };
  const parameters: string[] = [];
  // A search in vain leaves no parameters behind.
  const routes = hosts.find(host, (root) => find(root, read.segments, 0, parameters));
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

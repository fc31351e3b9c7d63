import type { Route } from '@sallyport/protocol/route.ts';
import { isPathForEverything } from '@sallyport/protocol/routes/for-everything.ts';
import { type RouteMatch, RouteTree } from '@sallyport/protocol/routes/route-tree.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import { type CompiledRoute, compileRoute } from './compiled-route.ts';

export type Match = RouteMatch<CompiledRoute>;

/** Of the requests whose matches are kept: some thousand of the usual length. */
const maxCharacters = 256 * 1024;

export interface RouteTable {
  readonly routes: readonly CompiledRoute[];
  /** @param host as a request names it, in lower case */
  match(method: string, host: string, path: string): Match;
}

/** Whether a path at a host is of an application that goes before a route for everything. */
export type GoesFirst = (host: string, path: string) => boolean;

/** @throws Error naming the route that cannot be compiled. */
export function compileRoutes(
  routes: readonly Route[],
  goesFirst: GoesFirst = () => false,
): RouteTable {
  const tree = new RouteTree<CompiledRoute>();
  const all = routes.map((route) => tree.add(route, (names) => compileRoute(route, names)));
  const find: RouteTable['match'] = (method, host, path) => {
    const match = tree.match(method, host, path);
    // Another method of the same path is refused, and not looked for elsewhere: that is the same route.
    const found =
      match.kind === 'method_not_allowed' ? tree.match(match.allow[0]!, host, path) : match;
    return isForEverything(found) && goesFirst(host, path) ? { kind: 'no_route' } : match;
  };
  const recent = new RecentMap<Match>(maxCharacters);
  return {
    routes: all,
    match(method, host, path) {
      // No path of a route has a space, and with one the parts of the key could not be told apart.
      if (path.includes(' ')) return find(method, host, path);
      const key = `${method} ${host} ${path}`;
      const known = recent.get(key);
      if (known) return known;
      const match = find(method, host, path);
      // What finds no route is kept by none, so that strangers push nothing out.
      if (match.kind === 'route') recent.set(key, match);
      return match;
    },
  };
}

/** Whether it was found by a path that names none of those that it takes. */
export const isForEverything = (match: Match): boolean =>
  match.kind === 'route' && isPathForEverything(match.route.path);

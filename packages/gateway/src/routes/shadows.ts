import type { Route } from '@sallyport/protocol/route.ts';
import { compileRoutes } from './table.ts';

export interface Shadow {
  /** Of the public route. */
  index: number;
  /** Of the protected one that it goes before. */
  protected: number;
  /** Where it does. */
  host: string;
}

/** Stands for what a pattern leaves open: no route names it. */
const anything = 'sallyport-any-name';

/**
 * Public routes for a host that get requests which a protected route without a host, or for a wider one, is
 * for: the host decides before the path. Each is told once, with the first of those routes.
 */
export function findShadows(routes: readonly Route[]): Shadow[] {
  const hosts = new Set(routes.flatMap(({ host }) => host ?? []));
  if (hosts.size === 0) return [];
  const table = compileRoutes(routes);
  const shadows = new Map<number, Shadow>();
  for (const [index, route] of routes.entries()) {
    if (route.authenticate === 'none') continue;
    for (const pattern of hosts) {
      const host = pattern.replace('*', anything);
      if (pattern === route.host || !isFor(route, host)) continue;
      for (const method of route.methods ?? ['GET', 'POST']) {
        const match = table.match(method, host, exampleOf(route.path));
        const taker = match.kind === 'route' ? table.routes.indexOf(match.route) : -1;
        const isPublic = taker >= 0 && routes[taker]!.authenticate === 'none';
        if (!isPublic || routes[taker]!.host !== pattern || shadows.has(taker)) continue;
        shadows.set(taker, { index: taker, protected: index, host: pattern });
      }
    }
  }
  return [...shadows.values()].toSorted((one, other) => one.index - other.index);
}

const isFor = ({ host }: Route, name: string): boolean =>
  host === undefined || (host.startsWith('*.') ? name.endsWith(host.slice(1)) : host === name);

const exampleOf = (path: string): string => path.replaceAll(/\{\w+\}|\*/g, anything);

/** For the author of the configuration. */
export function explainShadow(
  { protected: other, host }: Shadow,
  routes: readonly Route[],
): string {
  const { path } = routes[other]!;
  return (
    `at ${host} this public route goes before routes[${other}] (${path}), which protects the same path: ` +
    `the host decides before the path. Give routes[${other}] the same host, too.`
  );
}

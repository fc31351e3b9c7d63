import { findOverlaps, requestsOf } from '@sallyport/base/routes/overlaps.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { isPathForEverything } from '@sallyport/protocol/routes/for-everything.ts';
import { RouteTree } from '@sallyport/protocol/routes/route-tree.ts';
import { adminAudience } from '../directory/built-in.ts';
import type { IssuerSettings } from '../settings.ts';
import type { KeptRoute } from './kept-route.ts';

type Places = Pick<IssuerSettings, 'url' | 'console'>;

/**
 * Whether a route decides what administrators are shown, or gets what they call the admin API with: at the host of
 * the console its upstream could answer with a page that acts as the person who looks at it, and at that of the
 * issuer with a page that asks for a password.
 */
export function reachesAdministrators(
  { host, api }: Pick<Route, 'host' | 'api'>,
  { url, console }: Places,
): boolean {
  if (api === adminAudience(url)) return true;
  return [url, ...(console ? [console.url] : [])].some((each) =>
    isFor(host, new URL(each).hostname),
  );
}

const isFor = (host: string | undefined, name: string): boolean =>
  host === undefined || (host.startsWith('*.') ? name.endsWith(host.slice(1)) : host === name);

/** @returns why there cannot be such a route, as a sentence; null where there can. */
export function problemWithOthers(
  { id, definition }: KeptRoute,
  others: readonly KeptRoute[],
  { console = null }: Places,
): string | null {
  const all = [...others.map((other) => other.definition), definition];
  const overlap = findOverlaps(all).find(({ index }) => index === others.length);
  if (overlap) {
    const other = others[overlap.earlier]!;
    const what = requestsOf(overlap.methods, other.definition);
    return `${what} is already for the route ${other.id}. Give this one other methods, another path or another host.`;
  }
  return console && takesConsole(definition, console.url)
    ? `The route ${id} would take the place of the console, ${console.url}. Give it another path or host.`
    : null;
}

/** As for a file (`config/console.ts`), and below its path as well. */
function takesConsole(route: Pick<Route, 'host' | 'path'>, url: string): boolean {
  const { hostname, pathname } = new URL(url);
  if (isPathForEverything(route.path) || !isFor(route.host, hostname)) return false;
  const tree = new RouteTree<{ methods: null; needsRest: false }>();
  tree.add(route, () => ({ methods: null, needsRest: false }));
  const isBelow = `${route.path}/`.toLowerCase().startsWith(pathname);
  return isBelow || tree.match('GET', hostname, pathname).kind === 'route';
}

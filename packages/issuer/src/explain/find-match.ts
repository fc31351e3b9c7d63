import type { Route } from '@sallyport/protocol/route.ts';
import { isPathForEverything } from '@sallyport/protocol/routes/for-everything.ts';
import { type RouteMatch, RouteTree } from '@sallyport/protocol/routes/route-tree.ts';
import type { ConsoleSettings } from '../clients/console-client.ts';
import { type ConsolePlace, consoleRoutes } from '../clients/console-routes.ts';
import { adminAudience } from '../directory/built-in.ts';
import { faultOf } from '../listen/request-head.ts';
import { routes as paths } from '../routes.ts';
import { type AskedRequest, type ExplainedRoute, explainedRoute } from './verdict.ts';

/** `page`: a file of the console, which is served to everyone. */
export type ExplainedMatch = RouteMatch<ExplainedRoute> | { kind: 'page' };

export type Matched = Extract<ExplainedMatch, { kind: 'route' }>;

/** What is built in beside the routes that are declared. */
export interface BuiltIn {
  issuerUrl: string;
  console: Pick<ConsoleSettings, 'url' | 'changes'> | null;
}

/**
 * Finds what answers a request: the admin API at the issuer, the console's routes and pages, or a declared route,
 * as issuer and gateways do. Where no host is named, a path of the admin API is one, unless a route has it.
 */
export function findMatch(
  declared: readonly Route[],
  asked: AskedRequest,
  { issuerUrl, console }: BuiltIn,
): ExplainedMatch {
  const place = console && placeOf(console.url);
  const upstream = [{ url: issuerUrl }];
  const builtIn = place
    ? consoleRoutes(place, { issuerUrl, upstream, changes: console.changes })
    : [];
  const match = matchRoute(builtIn, declared, asked);
  const namesIssuer = asked.host !== null && asked.host === new URL(issuerUrl).host;
  const isTaken = match.kind === 'route' && !isPathForEverything(match.route.declared.path);
  const atIssuer = isTaken && !namesIssuer ? null : matchAtIssuer(asked, issuerUrl);
  if (atIssuer) return atIssuer;
  return place && isPage(match, place, asked) ? { kind: 'page' } : match;
}

const placeOf = (url: string): ConsolePlace => {
  const { host, pathname: path } = new URL(url);
  return { host, path };
};

function matchAtIssuer({ host, path }: AskedRequest, issuerUrl: string): ExplainedMatch | null {
  const own = new URL(issuerUrl);
  const isOurs = host === null || host === own.host || host === own.hostname;
  if (!isOurs || !path.startsWith(`${paths.admin}/`)) return null;
  const reason = faultOf({ url: path, rawHeaders: ['Host', own.host] });
  if (reason !== null) return { kind: 'bad_path', reason };
  const route: Route = {
    ...{ host: own.hostname, path: `${paths.admin}/*`, upstream: [{ url: issuerUrl }] },
    ...{ api: adminAudience(issuerUrl), authenticate: ['bearer'] },
  };
  return { kind: 'route', route: explainedRoute(route, [], 'issuer'), parameters: [] };
}

function matchRoute(
  builtIn: readonly Route[],
  declared: readonly Route[],
  { method, host, path }: AskedRequest,
): RouteMatch<ExplainedRoute> {
  const tree = new RouteTree<ExplainedRoute>();
  for (const route of builtIn) tree.add(route, (names) => explainedRoute(route, names, 'console'));
  for (const route of declared) tree.add(route, (names) => explainedRoute(route, names, null));
  const all = [...builtIn, ...declared];
  const hosts = host === null ? ['', ...all.flatMap((route) => route.host ?? [])] : [host];
  const matches = hosts.map((each) => tree.match(method, each, path));
  const found = matches.filter((match) => match.kind === 'route');
  return found.find(({ route }) => route.admin !== null) ?? found[0] ?? matches[0]!;
}

/** A file is served where no route is, or one for everything, whose methods do not count. */
function isPage(
  match: RouteMatch<ExplainedRoute>,
  { host, path: base }: ConsolePlace,
  { method, host: asked, path }: AskedRequest,
): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const isFree =
    match.kind === 'no_route' ||
    (match.kind === 'route' && isPathForEverything(match.route.declared.path));
  if (!isFree) return false;
  const { hostname } = new URL(`http://${host}`);
  const pages = new RouteTree<{ methods: null; needsRest: false }>();
  pages.add({ path: `${base}*` }, () => ({ methods: null, needsRest: false }));
  const isAtHost = asked === null || asked === host || asked === hostname;
  return isAtHost && pages.match(method, '', path).kind === 'route';
}

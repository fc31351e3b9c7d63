import { withHead } from '@sallyport/protocol/routes/requirement.ts';
import { type Address, parseListen } from '../config/address.ts';
import type { Configuration } from '../config/schema.ts';
import { segmentsOf } from './path-regex.ts';
import { type Place, placeOf, type Upstream } from './upstreams.ts';

/** Where the routes of a configuration lead, as a proxy has to know it; the gateway knows the rest. */
export interface ProxyPlan {
  /** Where the decision endpoint and the gateway are. */
  decide: Address;
  decideGrpc: Address | null;
  gateway: Address;
  /** That of gateway.url, for services that are called under a name which is no site's. */
  publicHost: string;
  /** Whether decisions may be kept. */
  cache: boolean;
  sites: Site[];
  /** Each upstream once. */
  upstreams: Upstream[];
}

/** What is at one host. */
export interface Site {
  /** `api.example.com`, `*.example.com`; null for every other. */
  host: string | null;
  /** The first whose path and method fit decides; what fits none is the gateway's own. */
  locations: Location[];
}

export interface Location {
  /** As in the configuration. */
  path: string;
  targets: Target[];
}

export interface Target extends Place {
  /** Null for all. */
  methods: string[] | null;
  /** Which pages of other origins may read its answers; null where that is the service's own affair. */
  cors: Cors | null;
  /** Whether its answers tell of rate limits. */
  limited: boolean;
}

type Cors = Exclude<Route['cors'], 'upstream' | undefined>;

type Sections = Pick<Configuration, 'routes' | 'applications'>;
type Route = Configuration['routes'][number];

export interface Addresses {
  decide: Address;
  decideGrpc: Address | null;
  gateway: Address;
  publicHost: string;
  cache: boolean;
}

export function planFor({ routes, applications }: Sections, addresses: Addresses): ProxyPlan {
  const upstreams = new Map<string, Upstream>();
  const named = [
    ...routes.map(({ host }) => host),
    ...applications.map(({ host }) => nameOf(host)),
  ];
  const hosts = [...new Set(named.filter((host) => host !== undefined))].sort(moreSpecificFirst);
  const sites = [...hosts, null].map((host) => ({
    host,
    locations: locationsAt(host, routes, upstreams),
  }));
  return { ...addresses, sites, upstreams: [...upstreams.values()] };
}

const nameOf = (host: string): string => parseListen(host)?.host ?? host;

const moreSpecificFirst = (one: string, other: string): number =>
  Number(one.startsWith('*')) - Number(other.startsWith('*')) || other.length - one.length;

/** Those of the host itself first, then those of wider ones: as the gateway looks for them. */
function locationsAt(
  host: string | null,
  routes: readonly Route[],
  upstreams: Map<string, Upstream>,
): Location[] {
  const widths = [...new Set(routes.map((route) => route.host ?? null))]
    .filter((pattern) => covers(pattern, host))
    .sort((one, other) => widthOf(one) - widthOf(other));
  return widths.flatMap((width) => {
    const byPath = Map.groupBy(
      routes.filter((route) => (route.host ?? null) === width),
      ({ path }) => path,
    );
    return [...byPath]
      .sort(([one], [other]) => compare(one, other))
      .map(([path, same]) => ({
        path,
        targets: same.map((route) => targetOf(route, upstreams)),
      }));
  });
}

const covers = (pattern: string | null, host: string | null): boolean =>
  pattern === null ||
  pattern === host ||
  (host !== null && pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));

const widthOf = (host: string | null): number =>
  host === null ? Number.POSITIVE_INFINITY : host.startsWith('*') ? 1_000 - host.length : 0;

/** A literal before a parameter, and a parameter before the rest. */
const ranks = { literal: '0', parameter: '1', rest: '2' };

function compare(one: string, other: string): number {
  const rank = (path: string) =>
    segmentsOf(path)
      .map(({ kind }) => ranks[kind])
      .join('');
  return rank(one) < rank(other) ? -1 : Number(rank(one) > rank(other));
}

function targetOf(route: Route, upstreams: Map<string, Upstream>): Target {
  const methods = withHead(route.methods);
  return {
    ...placeOf(route, upstreams),
    methods: methods && [...methods],
    cors: typeof route.cors === 'object' ? route.cors : null,
    limited: route.rate_limits !== undefined,
  };
}

import { parsePattern } from '@sallyport/protocol/routes/pattern.ts';
import { withHead } from '@sallyport/protocol/routes/requirement.ts';

/** What of a route says which requests it is for. */
interface Place {
  host?: string | undefined;
  path: string;
  methods?: string[] | undefined;
}

export interface Overlap {
  /** Of the route that no such request would reach. */
  index: number;
  /** Of the one before it, which would get them. */
  earlier: number;
  /** Which methods; null for all. */
  methods: string[] | null;
}

/**
 * Routes that are for the same requests: the same host, the same path whatever its parameters are
 * called, and a method in common. Nothing but their order would tell them apart.
 */
export function findOverlaps(routes: readonly Place[]): Overlap[] {
  const places = new Map<string, number[]>();
  const overlaps: Overlap[] = [];
  for (const [index, route] of routes.entries()) {
    const place = placeOf(route);
    if (place === null) continue;
    const siblings = places.get(place) ?? [];
    for (const earlier of siblings) {
      const methods = commonMethods(routes[earlier]!, route);
      if (methods?.length === 0) continue;
      overlaps.push({ index, earlier, methods });
      break;
    }
    places.set(place, [...siblings, index]);
  }
  return overlaps;
}

/** The same for routes that only the method of a request tells apart. Null for a faulty path. */
function placeOf({ host, path }: Place): string | null {
  const pattern = parsePattern(path);
  if (!pattern.ok) return null;
  const segments = pattern.segments.map((segment) => {
    if (segment.kind === 'literal') return segment.text.toLowerCase();
    return segment.kind === 'parameter' ? '{}' : '*';
  });
  return [host ?? '', ...segments].join('/');
}

function commonMethods(earlier: Place, later: Place): string[] | null {
  const [before, after] = [withHead(earlier.methods), withHead(later.methods)];
  if (before === null) return after && [...after];
  return [...before].filter((method) => after === null || after.has(method));
}

/** How much of what a route is for is left to it by others, which go before it. */
export function leftBy(others: readonly Place[], route: Place): 'all' | 'some' | 'nothing' {
  const place = placeOf(route);
  const taken = others
    .filter((other) => place !== null && placeOf(other) === place)
    .map(({ methods }) => withHead(methods));
  if (taken.includes(null)) return 'nothing';
  const own = withHead(route.methods);
  if (own === null) return taken.length === 0 ? 'all' : 'some';
  const left = [...own].filter((method) => !taken.some((methods) => methods?.has(method)));
  if (left.length === 0) return 'nothing';
  return left.length === own.size ? 'all' : 'some';
}

/** For the author of the configuration: what is wrong with the later one. */
export function explainOverlap({ earlier, methods }: Overlap, routes: readonly Place[]): string {
  return (
    `${requestsOf(methods, routes[earlier]!)} is already for routes[${earlier}], which stands before it. ` +
    'Leave one of the two out, or give them methods, paths or hosts that differ.'
  );
}

/** `GET, HEAD at api.example/orders`. */
export const requestsOf = (methods: Overlap['methods'], { host = '', path }: Place): string =>
  `${methods === null ? 'Every request' : methods.join(', ')} at ${host}${path}`;

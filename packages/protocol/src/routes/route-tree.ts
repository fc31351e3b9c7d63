import { HostMap } from './host.ts';
import { parsePattern } from './pattern.ts';
import { readRequestPath } from './request-path.ts';

/** What of a route says which requests it is for. */
export interface Place {
  /** `api.example.com` or `*.example.com`; any host when left out. */
  host?: string | undefined;
  path: string;
}

/** What is found in the tree. */
interface WithMethods {
  /** Null for every method. */
  methods: ReadonlySet<string> | null;
  /** Whether what `*` stands for is the last of its parameters. */
  needsRest: boolean;
}

export type RouteMatch<R> =
  | { kind: 'route'; route: R; parameters: readonly string[] }
  | { kind: 'method_not_allowed'; allow: string[] }
  | { kind: 'no_route' }
  | { kind: 'bad_path'; reason: string };

interface Node<R> {
  literals: Map<string, Node<R>>;
  parameter: Node<R> | null;
  /** Routes whose path ends here, in the order of declaration. */
  routes: R[];
  /** Routes whose path ends here with `*`. */
  rest: R[];
}

/**
 * The most specific host goes first, and then the most specific path: segments are compared from
 * the left, a literal goes before a parameter and a parameter before `*`. The first path that fits
 * decides, be it at a wider host. Routes of the same path are told apart by their methods; a request
 * with another method is refused and never falls through to a wider path or host, whose requirement
 * may be laxer. Literals match in any case because many frameworks behind do the same.
 */
export class RouteTree<R extends WithMethods> {
  readonly #hosts = new HostMap<Node<R>>();

  /**
   * @param compile makes what is found of the names of the path's parameters, in order.
   * @throws Error naming the path that is not valid.
   */
  add({ host, path }: Place, compile: (names: string[]) => R): R {
    const pattern = parsePattern(path);
    if (!pattern.ok) throw new Error(pattern.reason);
    const route = compile(pattern.names);
    let node = this.#hosts.at(host ?? null, newNode<R>);
    for (const segment of pattern.segments) {
      if (segment.kind === 'rest') {
        node.rest.push(route);
        return route;
      }
      if (segment.kind === 'parameter') {
        node.parameter ??= newNode();
        node = node.parameter;
      } else {
        const key = segment.text.toLowerCase();
        const child = node.literals.get(key) ?? newNode<R>();
        node.literals.set(key, child);
        node = child;
      }
    }
    node.routes.push(route);
    return route;
  }

  /** @param host as a request names it, in lower case */
  match(method: string, host: string, path: string): RouteMatch<R> {
    const read = readRequestPath(path);
    if (!read.ok) return { kind: 'bad_path', reason: read.reason };
    const parameters: string[] = [];
    // A search in vain leaves no parameters behind.
    const routes = this.#hosts.find(host, (root) => find(root, read.segments, 0, parameters));
    if (!routes) return { kind: 'no_route' };
    for (const route of routes) {
      if (!route.methods || route.methods.has(method)) return { kind: 'route', route, parameters };
    }
    return {
      kind: 'method_not_allowed',
      allow: [...new Set(routes.flatMap((route) => [...(route.methods ?? [])]))],
    };
  }
}

const newNode = <R>(): Node<R> => ({
  literals: new Map(),
  parameter: null,
  routes: [],
  rest: [],
});

function find<R extends WithMethods>(
  node: Node<R>,
  segments: readonly string[],
  depth: number,
  parameters: string[],
): R[] | null {
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
  if (node.rest.length === 0) return null;
  if (node.rest.some(({ needsRest }) => needsRest))
    parameters.push(segments.slice(depth).join('/'));
  return node.rest;
}

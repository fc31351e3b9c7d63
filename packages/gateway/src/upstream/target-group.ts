import type { UpstreamProtocol } from '@sallyport/protocol/route.ts';
import type { Target } from '../routes/compiled-route.ts';
import { Balancer } from './balancer.ts';
import type { ResponseListener, SentRequest, UpstreamRequest } from './connections.ts';
import type { Upstream } from './upstream.ts';

/** A target of a route, with the upstream that it shares with other routes. */
export class RouteTarget {
  readonly upstream: Upstream;
  readonly basePath: string;
  readonly weight: number;
  readonly protocol: UpstreamProtocol;

  constructor(upstream: Upstream, { basePath, weight, protocol }: Target) {
    this.upstream = upstream;
    this.basePath = basePath;
    this.weight = weight;
    this.protocol = protocol;
  }

  /** As any client of it does: see `UpstreamConnections`. */
  send(request: UpstreamRequest, listener: ResponseListener): SentRequest {
    // The handshake of a WebSocket is one of HTTP/1.1, whatever else is spoken.
    const protocol = request.upgraded ? 'http1' : this.protocol;
    return this.upstream.connections(protocol).send(request, listener);
  }

  get pending(): number {
    return this.upstream.pending;
  }
}

const none: readonly RouteTarget[] = [];

/** The targets of a route. */
export class TargetGroup {
  readonly #all: readonly RouteTarget[];
  readonly #balancer: Balancer<RouteTarget>;

  constructor(all: readonly RouteTarget[]) {
    this.#all = all;
    this.#balancer = new Balancer(all);
  }

  /** For a request that comes, or is sent again. */
  choose(now: number, tried: readonly RouteTarget[] = none): RouteTarget | null {
    const chosen = this.#pick(now, tried);
    chosen?.upstream.health.used(now);
    return chosen;
  }

  #pick(now: number, tried: readonly RouteTarget[]): RouteTarget | null {
    const left = this.#all.length - tried.length;
    if (left >= 2) return this.#chooseOf(now, tried);
    // Most routes have one target, and most requests are sent once.
    if (tried.length === 0) return this.#all[0]!;
    return this.#all.find((one) => !tried.includes(one)) ?? null;
  }

  /** Where all are left out, there is nothing to lose: the one that would be back first is used. */
  #chooseOf(now: number, tried: readonly RouteTarget[]): RouteTarget {
    const isLeft = (one: RouteTarget) => !tried.includes(one);
    const available = this.#balancer.pick(
      (one) => one.upstream.health.isAvailable(now) && isLeft(one),
    );
    if (available) return available;
    const left = this.#all.filter(isLeft);
    const badness = ({ upstream }: RouteTarget) => upstream.health.badness(now);
    return left.reduce((a, b) => (badness(b) < badness(a) ? b : a));
  }
}

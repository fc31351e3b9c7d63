import { type ConnectionLimits, Http1Connections } from './http1-connections.ts';
import { Upstream, type UpstreamLimits } from './upstream.ts';

/** Each upstream, made when it is first needed. */
export class Upstreams {
  readonly #limits: UpstreamLimits & ConnectionLimits;
  readonly #upstreams = new Map<string, Upstream>();

  constructor(limits: UpstreamLimits & ConnectionLimits) {
    this.#limits = limits;
  }

  at(origin: string): Upstream {
    const known = this.#upstreams.get(origin);
    if (known) return known;
    const connections = new Http1Connections(origin, this.#limits);
    const upstream = new Upstream(new URL(origin).host, connections, this.#limits);
    this.#upstreams.set(origin, upstream);
    return upstream;
  }

  /** How many requests are at each upstream, wait for a place there, and are its event streams. */
  get places() {
    return [...this.#upstreams].map(([origin, { places }]) => ({ origin, ...places }));
  }

  /** From time to time. */
  sweep(): void {
    for (const upstream of this.#upstreams.values()) upstream.sweep();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map(({ connections }) => connections.close()));
    this.#upstreams.clear();
  }
}

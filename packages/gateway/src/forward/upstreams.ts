import { Pool } from 'undici';
import type { Limits } from '../settings.ts';

type UpstreamLimits = Pick<
  Limits,
  'connectionsPerUpstream' | 'connectTimeout' | 'headersTimeout' | 'bodyTimeout'
>;

export interface Upstream {
  /** Host and port, for `Host`. */
  host: string;
  pool: Pool;
}

/** A pool of connections for each upstream, made when it is first needed. */
export class Upstreams {
  readonly #limits: UpstreamLimits;
  readonly #upstreams = new Map<string, Upstream>();

  constructor(limits: UpstreamLimits) {
    this.#limits = limits;
  }

  at(origin: string): Upstream {
    const known = this.#upstreams.get(origin);
    if (known) return known;
    const upstream = { host: new URL(origin).host, pool: this.#open(origin) };
    this.#upstreams.set(origin, upstream);
    return upstream;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map(({ pool }) => pool.destroy()));
    this.#upstreams.clear();
  }

  #open(origin: string): Pool {
    return new Pool(origin, {
      connections: this.#limits.connectionsPerUpstream,
      connect: { timeout: this.#limits.connectTimeout },
      headersTimeout: this.#limits.headersTimeout,
      bodyTimeout: this.#limits.bodyTimeout,
      maxHeaderSize: 64 * 1024,
      keepAliveTimeout: 4_000,
      // One request on a connection at a time: when it dies, it is clear whose answer is missing.
      pipelining: 1,
      allowH2: false,
    });
  }
}

import { Pool } from 'undici';
import type { Limits } from '../settings.ts';
import { Upstream, type UpstreamLimits } from './upstream.ts';

type PoolLimits = Pick<Limits, 'connectTimeout' | 'headersTimeout' | 'bodyTimeout'>;

/** Each upstream, made when it is first needed. */
export class Upstreams {
  readonly #limits: UpstreamLimits & PoolLimits;
  readonly #upstreams = new Map<string, Upstream>();

  constructor(limits: UpstreamLimits & PoolLimits) {
    this.#limits = limits;
  }

  at(origin: string): Upstream {
    const known = this.#upstreams.get(origin);
    if (known) return known;
    const upstream = new Upstream(new URL(origin).host, this.#open(origin), this.#limits);
    this.#upstreams.set(origin, upstream);
    return upstream;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map(({ pool }) => pool.destroy()));
    this.#upstreams.clear();
  }

  #open(origin: string): Pool {
    const { connectionsPerUpstream, streamsPerUpstream } = this.#limits;
    return new Pool(origin, {
      // One for each guest of the upstream, so that no request waits here.
      connections: connectionsPerUpstream + streamsPerUpstream,
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

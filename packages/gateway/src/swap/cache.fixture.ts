import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Instant } from '../settings.ts';
import { TokenCache } from './cache.ts';
import type { SwappedToken } from './swapped-token.ts';

export const start: Instant = { monotonic: 0, wall: 1_000_000 };
export const api = 'https://orders.example';

interface Swapping {
  client?: string;
  tags?: CacheTag[];
  life?: number;
  audience?: string;
}

/** A cache in which tokens are called by their digests. */
export class NamedCache extends TokenCache {
  /** Swaps a token that depends on `token:` and `client:`, and on what is given. */
  swap(name: string, { client = 'shop', tags = [], life = 60_000, audience = api }: Swapping = {}) {
    const principal = {
      kind: 'user' as const,
      sub: name,
      client_id: client,
      scope: [],
      permissions: [],
      authorization_details: [],
    };
    const all: CacheTag[] = [`token:${name}`, `client:${client}`, ...tags];
    const swapped = {
      ok: true as const,
      jwt: `jwt-of-${name}`,
      valid_for_ms: life,
      principal,
      tags: all,
    };
    return this.put(name, audience, swapped, { sent: start, readAt: 1, now: start });
  }

  named(name: string, now = start): SwappedToken | null {
    return this.get(name, api, now);
  }

  /** @returns the number of slices */
  sweepWhole(now = start): number {
    for (let slices = 1; ; slices++) if (this.sweep(now)) return slices;
  }
}

import { RecentMap } from '../runtime/recent-map.ts';
import type { Instant } from '../settings.ts';
import type { SwappedToken } from './swapped-token.ts';

interface Recent {
  token: string;
  entry: SwappedToken;
}

/** Of `Authorization` values: a thousand and more. */
const maxCharacters = 512 * 1024;

/**
 * Swapped tokens by the `Authorization` value that they were last asked with, for callers that send many
 * requests with one token: neither is the value read again, nor the token's checksum and digest made.
 * It answers only for what the cache still has, and so evicts nothing by itself.
 */
export class RecentTokens {
  readonly #recent = new RecentMap<Recent>(maxCharacters);

  find(authorization: string, audience: string, now: Instant): Recent | null {
    const known = this.#recent.get(authorization);
    if (known?.entry.shared.audience !== audience || !known.entry.isServable(now)) return null;
    known.entry.recent = true;
    return known;
  }

  /** To be called when `find` has not found it and the cache has. */
  remember(authorization: string, recent: Recent): void {
    this.#recent.set(authorization, recent);
  }
}

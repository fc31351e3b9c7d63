import { RecentMap } from '../runtime/recent-map.ts';
import type { Instant } from '../settings.ts';
import type { SwappedToken } from './swapped-token.ts';

interface Recent {
  token: string;
  entry: SwappedToken;
}

interface Remembered extends Recent {
  authorization: string;
}

/** Of `Authorization` values: a thousand and more. */
const maxCharacters = 512 * 1024;
/** No two tokens that were checked end alike in so many characters. */
const tail = 32;

/**
 * Swapped tokens by the `Authorization` value that they were last asked with, for callers that send many
 * requests with one token: neither is the value read again, nor the token's checksum and digest made.
 * It answers only for what the cache still has, and so evicts nothing by itself.
 *
 * It looks for the end of a value, and compares the whole: V8 makes a copy of each text that it looks for in a `Map`, and
 * keeps that until the next full collection.
 */
export class RecentTokens {
  readonly #recent = new RecentMap<Remembered>(
    maxCharacters,
    (_, { authorization }) => authorization.length,
  );

  find(authorization: string, audience: string, now: Instant): Recent | null {
    const known = this.#recent.get(authorization.slice(-tail));
    if (known?.authorization !== authorization) return null;
    const { entry } = known;
    if (entry.shared.audience !== audience || !entry.isServable(now)) return null;
    entry.recent = true;
    return known;
  }

  /** To be called when `find` has not found it and the cache has. */
  remember(authorization: string, recent: Recent): void {
    this.#recent.set(authorization.slice(-tail), { ...recent, authorization });
  }
}

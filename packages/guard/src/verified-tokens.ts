import { createBoundedMap } from './bounded-map.ts';
import type { KeySet } from './local-keys.ts';
import type { Principal } from './principal.ts';

interface Entry {
  principal: Principal;
  keys: KeySet;
  /** NumericDate of the token's end, in milliseconds. */
  end: number;
}

/**
 * Tokens that were verified before. Using an entry is as safe as verifying again: it counts only
 * before the token expires and with the same set of keys, so that removing a key empties the cache.
 */
export interface VerifiedTokens {
  find(token: string, keys: KeySet, now: number): Principal | null;
  keep(token: string, entry: Entry): void;
}

/** Tokens of one issuer live about equally long. */
export function createVerifiedTokens(maxCharacters: number): VerifiedTokens {
  const entries = createBoundedMap<Entry>(maxCharacters);
  return {
    find(token, keys, now) {
      const entry = entries.get(token);
      if (!entry) return null;
      if (entry.keys === keys && now < entry.end) return entry.principal;
      entries.delete(token);
      return null;
    },
    keep: (token, entry) => entries.set(token, entry, token.length),
  };
}

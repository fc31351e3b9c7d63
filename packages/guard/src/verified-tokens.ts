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

/**
 * Bounded by the characters of the tokens it holds. Tokens of one issuer live about equally long,
 * so the oldest entry is nearly always the next to end, and it is the one to make room.
 */
export function createVerifiedTokens(maxCharacters: number): VerifiedTokens {
  const entries = new Map<string, Entry>();
  let characters = 0;

  function drop(token: string): void {
    if (entries.delete(token)) characters -= token.length;
  }

  return {
    find(token, keys, now) {
      const entry = entries.get(token);
      if (!entry) return null;
      if (entry.keys === keys && now < entry.end) return entry.principal;
      drop(token);
      return null;
    },

    keep(token, entry) {
      drop(token);
      entries.set(token, entry);
      characters += token.length;
      for (const oldest of entries.keys()) {
        if (characters <= maxCharacters) break;
        drop(oldest);
      }
    },
  };
}

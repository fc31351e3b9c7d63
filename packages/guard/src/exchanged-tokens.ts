import { createBoundedMap } from './bounded-map.ts';

interface Entry {
  token: string;
  /** Milliseconds since 1970, from which on it is not used any more. */
  end: number;
}

export interface ExchangedTokens {
  find(key: string, now: number): string | null;
  keep(key: string, entry: Entry): void;
}

export function createExchangedTokens(maxCharacters: number): ExchangedTokens {
  const entries = createBoundedMap<Entry>(maxCharacters);
  return {
    find(key, now) {
      const entry = entries.get(key);
      if (!entry) return null;
      if (now < entry.end) return entry.token;
      entries.delete(key);
      return null;
    },
    keep: (key, entry) => entries.set(key, entry, key.length + entry.token.length),
  };
}

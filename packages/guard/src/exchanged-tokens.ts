interface Entry {
  token: string;
  /** Milliseconds since 1970, from which on it is not used any more. */
  end: number;
}

export interface ExchangedTokens {
  find(key: string, now: number): string | null;
  keep(key: string, entry: Entry): void;
}

/** Bounded by the characters that it holds. The oldest is nearly always the next to end. */
export function createExchangedTokens(maxCharacters: number): ExchangedTokens {
  const entries = new Map<string, Entry>();
  let characters = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    characters -= key.length + entry.token.length;
  }

  return {
    find(key, now) {
      const entry = entries.get(key);
      if (!entry) return null;
      if (now < entry.end) return entry.token;
      drop(key);
      return null;
    },

    keep(key, entry) {
      drop(key);
      entries.set(key, entry);
      characters += key.length + entry.token.length;
      for (const oldest of entries.keys()) {
        if (characters <= maxCharacters) break;
        drop(oldest);
      }
    },
  };
}

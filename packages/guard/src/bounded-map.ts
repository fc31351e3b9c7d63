/** What is kept for keys of very different lengths, bounded by characters in place of entries. */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined;
  /** @param characters that the entry counts for */
  set(key: string, value: Value, characters: number): void;
  delete(key: string): void;
}

/**
 * The oldest entry makes room: where entries live about equally long, it is nearly always the next
 * to end.
 */
export function createBoundedMap<Value>(maxCharacters: number): BoundedMap<Value> {
  const entries = new Map<string, { value: Value; characters: number }>();
  let total = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    total -= entry.characters;
  }

  return {
    get: (key) => entries.get(key)?.value,
    set(key, value, characters) {
      drop(key);
      entries.set(key, { value, characters });
      total += characters;
      for (const oldest of entries.keys()) {
        if (total <= maxCharacters) break;
        drop(oldest);
      }
    },
    delete: drop,
  };
}

import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { SwappedToken } from './swapped-token.ts';

/** Which entries depend on what. A tag of one entry, as most are, costs no set. */
export class CacheTagIndex {
  readonly #entries = new Map<CacheTag, SwappedToken | Set<SwappedToken>>();

  add(entry: SwappedToken): void {
    for (const tag of entry.tags) {
      const known = this.#entries.get(tag);
      if (known === undefined) this.#entries.set(tag, entry);
      else if (known instanceof Set) known.add(entry);
      else if (known !== entry) this.#entries.set(tag, new Set([known, entry]));
    }
  }

  delete(entry: SwappedToken): void {
    for (const tag of entry.tags) {
      const known = this.#entries.get(tag);
      if (known === entry) this.#entries.delete(tag);
      else if (known instanceof Set && known.delete(entry) && known.size === 0) {
        this.#entries.delete(tag);
      }
    }
  }

  /** A copy, which the caller may delete by. */
  dependentsOf(tag: CacheTag): SwappedToken[] {
    const known = this.#entries.get(tag);
    if (known === undefined) return [];
    return known instanceof Set ? [...known] : [known];
  }

  /** Every entry, some of them more than once. */
  *all(): Iterable<SwappedToken> {
    for (const known of this.#entries.values()) {
      if (known instanceof Set) yield* known;
      else yield known;
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }
}

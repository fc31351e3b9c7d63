import { SourceSizes } from '../runtime/source-sizes.ts';

/**
 * A bounded queue that one source cannot fill at the cost of others: they are served in turn, and when
 * it is full, the source that has most in it makes room.
 */
export class FairQueue<T extends { source: string }> {
  readonly #capacity: number;
  /** In the order of their turns. Begun anew when it is empty (see `OpenItems` for why). */
  #sources = new Map<string, Set<T>>();
  readonly #sizes = new SourceSizes();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#sizes.total;
  }

  /** Adds an item. @returns the item that had no room, if there is one: this one, or another. */
  add(item: T): T | null {
    const { source } = item;
    let gone: T | null = null;
    if (this.size >= this.#capacity) {
      const mine = this.#sources.get(source)?.size ?? 0;
      if (this.#sizes.largest <= mine + 1) return item;
      gone = this.#takeFrom(this.#sizes.largestSource);
    }
    const items = this.#sources.get(source) ?? new Set<T>();
    this.#sources.set(source, items.add(item));
    this.#sizes.resized(source, items.size - 1, items.size);
    return gone;
  }

  /** Removes up to `max` items, one of each source in turn. */
  take(max: number): T[] {
    const taken: T[] = [];
    while (taken.length < max && this.size > 0) {
      const [source = ''] = this.#sources.keys();
      const items = this.#sources.get(source);
      taken.push(this.#takeFrom(source));
      // To the end: the others come first.
      if (items?.size && this.#sources.delete(source)) this.#sources.set(source, items);
    }
    if (this.size === 0) this.#sources = new Map();
    return taken;
  }

  #takeFrom(source: string): T {
    const items = this.#sources.get(source);
    if (items) {
      for (const first of items) {
        items.delete(first);
        if (items.size === 0) this.#sources.delete(source);
        this.#sizes.resized(source, items.size + 1, items.size);
        return first;
      }
    }
    throw new Error('There is nothing to take.');
  }
}

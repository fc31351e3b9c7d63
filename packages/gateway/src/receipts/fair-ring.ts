import { SourceSizes } from '../runtime/source-sizes.ts';

export interface RingItem {
  /** Whose it is, as far as fairness goes. */
  readonly source: string;
}

/**
 * A bounded number of items, the newest of each source. When it is full, the source that has most of
 * them loses its oldest: a source that adds very many pushes out only its own.
 */
export class FairRing<T extends RingItem> {
  readonly #capacity: number;
  /** In the order in which they came, as in each source. */
  readonly #items = new Set<T>();
  readonly #sources = new Map<string, Set<T>>();
  readonly #sizes = new SourceSizes();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.size;
  }

  /** @returns what had to make room: another item, this one where there is room for none, or null. */
  add(item: T): T | null {
    if (this.#capacity < 1) return item;
    const { source } = item;
    const items = this.#sources.get(source) ?? new Set<T>();
    this.#sources.set(source, items.add(item));
    this.#items.add(item);
    this.#sizes.resized(source, items.size - 1, items.size);
    if (this.size <= this.#capacity) return null;
    const mine = items.size > 1 && items.size === this.#sizes.largest;
    const [oldest] = this.#sources.get(mine ? source : this.#sizes.largestSource)!;
    this.delete(oldest!);
    return oldest!;
  }

  delete(item: T): void {
    if (!this.#items.delete(item)) return;
    const items = this.#sources.get(item.source)!;
    items.delete(item);
    if (items.size === 0) this.#sources.delete(item.source);
    this.#sizes.resized(item.source, items.size + 1, items.size);
  }

  /** Undefined where there is none. */
  get oldest(): T | undefined {
    const [oldest] = this.#items;
    return oldest;
  }
}

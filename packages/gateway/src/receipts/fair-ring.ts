import { Chain, type Link } from '../runtime/chain.ts';
import { SourceSizes } from '../runtime/source-sizes.ts';

export interface RingItem {
  /** Whose it is, as far as fairness goes. */
  readonly source: string;
}

interface Places<T> {
  ofAll: Link<T>;
  ofSource: Link<T>;
}

/**
 * A bounded number of items, the newest of each source. When it is full, the source that has most of
 * them loses its oldest: a source that adds very many pushes out only its own.
 */
export class FairRing<T extends RingItem> {
  readonly #capacity: number;
  readonly #items = new Chain<T>();
  readonly #sources = new Map<string, Chain<T>>();
  readonly #places = new Map<T, Places<T>>();
  readonly #sizes = new SourceSizes();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Null where there is none. */
  get oldest(): T | null {
    return this.#items.first;
  }

  /** @returns what had to make room: another item, this one where there is room for none, or null. */
  add(item: T): T | null {
    if (this.#capacity < 1) return item;
    const { source } = item;
    const items = this.#sources.get(source) ?? new Chain<T>();
    if (items.size === 0) this.#sources.set(source, items);
    this.#places.set(item, { ofAll: this.#items.add(item), ofSource: items.add(item) });
    this.#sizes.resized(source, items.size - 1, items.size);
    if (this.size <= this.#capacity) return null;
    const oldest = this.#largest(items).first!;
    this.delete(oldest);
    return oldest;
  }

  /** Does nothing when it is not there. */
  delete(item: T): void {
    const places = this.#places.get(item);
    if (!places) return;
    this.#places.delete(item);
    this.#items.delete(places.ofAll);
    const items = this.#sources.get(item.source)!;
    items.delete(places.ofSource);
    if (items.size === 0) this.#sources.delete(item.source);
    this.#sizes.resized(item.source, items.size + 1, items.size);
  }

  /** Of the sources that have most, the one that has just got more; where each has one, that of the oldest. */
  #largest(newcomers: Chain<T>): Chain<T> {
    const { largest } = this.#sizes;
    if (largest === 1) return this.#items;
    return newcomers.size === largest ? newcomers : this.#sources.get(this.#sizes.largestSource)!;
  }
}

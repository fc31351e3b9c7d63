/** What can be in a list of open items, in one at a time. */
export interface OpenItem {
  /** Kept by the list: where in it the item is, or −1. */
  position: number;
}

/**
 * Items that come and go with every request, in no order. A `Set` moves to a new table after every few
 * dozen of them, and each table that it has left refers to the next one and to all that was in it. Once a
 * full collection has found one of them in use, and so made it old, all that follow outlive V8's quick
 * collections, with most of every request: memory that only the next full collection frees.
 */
export class OpenItems<Item extends OpenItem> {
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(item: Item): void {
    item.position = this.#items.push(item) - 1;
  }

  /** Does nothing when it is not there. */
  delete(item: Item): void {
    const { position } = item;
    if (position < 0) return;
    const last = this.#items.pop()!;
    if (last !== item) {
      this.#items[position] = last;
      last.position = position;
    }
    item.position = -1;
  }

  /** Those that are there now, without any that leave before their turn. */
  *[Symbol.iterator](): Iterator<Item> {
    for (const item of [...this.#items]) if (item.position >= 0) yield item;
  }
}

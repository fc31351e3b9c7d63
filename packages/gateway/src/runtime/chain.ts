export interface Link<T> {
  readonly item: T;
  before: Link<T> | null;
  after: Link<T> | null;
}

/**
 * Items in the order in which they came, of which any can leave. The first one of a `Set` or `Map` takes the longer
 * to find the more have left before it: V8 passes over their places until it makes a new table.
 */
export class Chain<T> {
  #first: Link<T> | null = null;
  #last: Link<T> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | null {
    return this.#first ? this.#first.item : null;
  }

  /** @returns what `delete` takes. */
  add(item: T): Link<T> {
    const link: Link<T> = { item, before: this.#last, after: null };
    if (this.#last) this.#last.after = link;
    else this.#first = link;
    this.#last = link;
    this.#size++;
    return link;
  }

  /** Once for each link. */
  delete({ before, after }: Link<T>): void {
    if (before) before.after = after;
    else this.#first = after;
    if (after) after.before = before;
    else this.#last = before;
    this.#size--;
  }
}

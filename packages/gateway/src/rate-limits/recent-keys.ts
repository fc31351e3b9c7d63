/**
 * Values by key, of which those that were not used for longest are forgotten: in two halves, so that
 * neither using nor forgetting takes time that grows with their number.
 */
export class RecentKeys<V> {
  readonly #half: number;
  #newer = new Map<string, V>();
  #older = new Map<string, V>();

  /** @param max keys that are kept at most; half as many of the last ones at least */
  constructor(max: number) {
    this.#half = Math.ceil(max / 2);
  }

  get size(): number {
    return this.#newer.size + this.#older.size;
  }

  get(key: string): V | undefined {
    return this.#newer.get(key) ?? this.#older.get(key);
  }

  set(key: string, value: V): void {
    if (this.#newer.size >= this.#half && !this.#newer.has(key)) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
    this.#older.delete(key);
  }
}

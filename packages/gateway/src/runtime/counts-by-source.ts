/** How many places each source has. */
export class CountsBySource {
  /** Begun anew when it is empty (see `OpenItems` for why). */
  #counts = new Map<string, number>();

  of(source: string): number {
    return this.#counts.get(source) ?? 0;
  }

  add(source: string): void {
    this.#counts.set(source, this.of(source) + 1);
  }

  remove(source: string): void {
    const left = this.of(source) - 1;
    if (left > 0) this.#counts.set(source, left);
    else if (this.#counts.size > 1) this.#counts.delete(source);
    else this.#counts = new Map();
  }
}

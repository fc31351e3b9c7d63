/** How much each source has of something that is bounded, and which one has most of it. */
export class SourceSizes {
  /** The sources that have so many. Begun anew when there are none (see `OpenItems` for why). */
  #bySize: Set<string>[] = [];
  #largest = 0;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** What the largest source has. */
  get largest(): number {
    return this.#largest;
  }

  /** One of those that have most; empty where none has any. */
  get largestSource(): string {
    const [source = ''] = this.#bySize[this.#largest] ?? [];
    return source;
  }

  resized(source: string, from: number, to: number): void {
    this.#total += to - from;
    this.#bySize[from]?.delete(source);
    if (to > 0) {
      this.#bySize[to] ??= new Set();
      this.#bySize[to].add(source);
    }
    this.#largest = Math.max(this.#largest, to);
    while (this.#largest > 0 && !this.#bySize[this.#largest]?.size) this.#largest--;
    if (this.#total === 0) this.#bySize = [];
  }
}

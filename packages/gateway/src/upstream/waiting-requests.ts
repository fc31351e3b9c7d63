/**
 * Requests that wait for a place, a bounded number. Their sources have places in turn, and each
 * source in the order in which it asked; when it is full, the source with most in it makes room.
 */
export class WaitingRequests<T extends { source: string }> {
  readonly #capacity: number;
  /** In the order of their turns. */
  readonly #sources = new Map<string, Set<T>>();
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the request that had no room, if there is one: this one, or another. */
  add(request: T): T | null {
    const gone = this.#size < this.#capacity ? null : this.#newestOfLargest(request);
    if (gone === request) return request;
    if (gone) this.delete(gone);
    const { source } = request;
    const known = this.#sources.get(source);
    if (known) known.add(request);
    else this.#sources.set(source, new Set([request]));
    this.#size++;
    return gone;
  }

  delete(request: T): void {
    const { source } = request;
    const requests = this.#sources.get(source);
    if (!requests?.delete(request)) return;
    this.#size--;
    if (requests.size === 0) this.#sources.delete(source);
  }

  /** Removes the next one of those that may have a place. */
  take(mayHavePlace: (request: T) => boolean): T | null {
    for (const [source, requests] of this.#sources) {
      for (const request of requests) {
        if (!mayHavePlace(request)) continue;
        this.delete(request);
        // To the end: the others come first.
        if (this.#sources.delete(source)) this.#sources.set(source, requests);
        return request;
      }
    }
    return null;
  }

  #newestOfLargest(newcomer: T): T {
    let largest: ReadonlySet<T> = new Set();
    for (const requests of this.#sources.values()) {
      if (requests.size > largest.size) largest = requests;
    }
    const own = this.#sources.get(newcomer.source)?.size ?? 0;
    return largest.size > own + 1 ? [...largest].at(-1)! : newcomer;
  }
}

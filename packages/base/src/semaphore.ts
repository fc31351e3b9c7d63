/** At most `max` run at a time. At most `maxWaiting` wait for their turn, in order of arrival. */
export class Semaphore {
  readonly #max: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(max: number, maxWaiting: number) {
    this.#max = max;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * False when too many wait already, or when the turn does not come within `timeoutMs` or before
   * `signal` aborts. After true, the caller has to `release`.
   */
  async acquire(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    if (this.#running < this.#max) {
      this.#running++;
      return true;
    }
    if (this.#waiting.size >= this.#maxWaiting) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    // The place goes to the next in the queue at once, so that a newcomer cannot take it.
    const take = () => resolve(true);
    const giveUp = () => {
      this.#waiting.delete(take);
      resolve(false);
    };
    this.#waiting.add(take);
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp);
    const acquired = await promise;
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    return acquired;
  }

  release(): void {
    for (const take of this.#waiting) {
      this.#waiting.delete(take);
      take();
      return;
    }
    this.#running--;
  }
}

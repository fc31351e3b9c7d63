/**
 * Lets many wait for something to happen. Read `count` before looking at the state, and pass it to
 * `wait`: a notification between the look and the wait is then not missed (an event count).
 */
export class Notifier {
  #count = 0;
  readonly #waiting = new Set<() => void>();

  /** How often `notify` was called. */
  get count(): number {
    return this.#count;
  }

  notify = (): void => {
    this.#count++;
    for (const wake of [...this.#waiting]) wake();
  };

  /** Resolves once `count` is not `seen` any more, after `ms`, or when `signal` aborts. */
  wait(seen: number, ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#count !== seen || ms <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }
}

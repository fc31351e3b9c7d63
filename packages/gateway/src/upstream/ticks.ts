export interface Timeouts {
  connectTimeout: number;
  headersTimeout: number;
  bodyTimeout: number;
  streamTimeout: number;
  idleTimeout: number;
}

/**
 * Time in steps, so that a connection notes when something happened without asking a clock or
 * setting a timer for each request. A time-out is late by two steps at most, and never early.
 */
export class Ticks {
  now = 0;
  readonly #timeouts: Timeouts;
  readonly #stepMs: number;
  readonly #sweep: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(timeouts: Timeouts, sweep: () => void) {
    this.#timeouts = timeouts;
    // Whole milliseconds: an interval has no others, and one that is cut to them is early in the end.
    const shortest = Math.ceil(Math.min(...Object.values(timeouts)) / 8);
    this.#stepMs = Math.min(1_000, Math.max(10, shortest));
    this.#sweep = sweep;
  }

  start(): void {
    this.#timer ??= setInterval(this.#step, this.#stepMs).unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Whether so long has passed since a step, by default as long as the time-out allows. */
  isOver(timeout: keyof Timeouts, since: number, ms = this.#timeouts[timeout]): boolean {
    return (this.now - since - 1) * this.#stepMs >= ms;
  }

  #step = (): void => {
    this.now++;
    this.#sweep();
  };
}

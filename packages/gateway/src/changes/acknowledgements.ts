import type { Clock } from '../settings.ts';

interface Waiting {
  pos: number;
  due: number;
}

/**
 * Up to which position of the log changes are acknowledged. Usually all that is applied; where other
 * proxies act on decisions that they keep, a change waits for the end of those given before it.
 */
export class Acknowledgements {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #onDue: () => void;
  #keptUntil = Number.NEGATIVE_INFINITY;
  #epoch = '';
  #waiting: Waiting[] = [];
  #acknowledged = 0;

  /** @param onDue called when there is something new to acknowledge, after it had to wait */
  constructor(clock: Pick<Clock, 'monotonic'>, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** A decision was given that may be acted upon until then, by the monotonic clock. */
  waitUntil(end: number): void {
    if (end > this.#keptUntil) this.#keptUntil = end;
  }

  /**
   * @param applied what is obeyed here; null when that is not known, and then nothing is acknowledged
   * @returns the position that may be acknowledged now
   */
  upTo({ epoch, applied }: { epoch: string; applied: number | null }): number {
    // Positions of another epoch count from elsewhere.
    if (applied === null || epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#waiting = [];
      this.#acknowledged = 0;
    }
    if (applied === null) return 0;
    const now = this.#clock.monotonic();
    const newest = this.#waiting.at(-1)?.pos ?? this.#acknowledged;
    if (applied > newest) this.#add({ pos: applied, due: this.#keptUntil }, now);
    while (this.#waiting[0] && this.#waiting[0].due <= now) {
      this.#acknowledged = this.#waiting.shift()!.pos;
    }
    return this.#acknowledged;
  }

  #add(waiting: Waiting, now: number): void {
    this.#waiting.push(waiting);
    if (waiting.due > now) setTimeout(this.#onDue, waiting.due - now).unref();
  }
}

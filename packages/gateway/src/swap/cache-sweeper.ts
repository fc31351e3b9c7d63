import { type Clock, instant } from '../settings.ts';
import type { TokenCache } from './cache.ts';

const everyMs = 5_000;

/** Sweeps a cache from time to time, a slice in each turn of the event loop. */
export class CacheSweeper {
  readonly #cache: TokenCache;
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;
  #next: NodeJS.Immediate | undefined;

  constructor(cache: TokenCache, clock: Clock) {
    this.#cache = cache;
    this.#clock = clock;
  }

  start(): void {
    this.#timer = setInterval(this.#begin, everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#next);
  }

  #begin = (): void => {
    if (this.#next === undefined) this.#slice();
  };

  #slice = (): void => {
    const isLast = this.#cache.sweep(instant(this.#clock));
    this.#next = isLast ? undefined : setImmediate(this.#slice);
  };
}

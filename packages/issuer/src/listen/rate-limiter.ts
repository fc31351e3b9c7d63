import type { Clock } from '../runtime/clock.ts';
import { type RateLimit, rateLimits } from './limits.ts';

/** Keys that are counted at a time: the oldest give way. */
const maxKeys = 10_000;

/** Counts what happens under a key, in windows of a fixed length, on this node alone. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #windows = new Map<string, { times: number; ends: number }>();

  constructor(limit: RateLimit, clock: Pick<Clock, 'monotonic'>) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Seconds until the next one is allowed; null where one is allowed now. */
  retryAfter(key: string): number | null {
    const window = this.#windows.get(key);
    const left = (window?.ends ?? 0) - this.#clock.monotonic();
    if (!window || left <= 0 || window.times < this.#limit.times) return null;
    return Math.ceil(left / 1000);
  }

  /** How many there were in the window that is open. */
  times(key: string): number {
    const window = this.#windows.get(key);
    return window && window.ends > this.#clock.monotonic() ? window.times : 0;
  }

  count(key: string): void {
    const now = this.#clock.monotonic();
    const window = this.#windows.get(key);
    if (window && window.ends > now) {
      window.times++;
      return;
    }
    this.#windows.delete(key);
    this.#windows.set(key, { times: 1, ends: now + this.#limit.windowSeconds * 1000 });
    if (this.#windows.size > maxKeys) this.#windows.delete(this.#windows.keys().next().value!);
  }
}

/** What a node counts beside connections and requests. */
export interface Rates {
  wrongSecrets: RateLimiter;
  signInsBegun: RateLimiter;
  challenges: RateLimiter;
  administration: RateLimiter;
  explanations: RateLimiter;
  refusedCalls: RateLimiter;
}

export const createRates = (clock: Pick<Clock, 'monotonic'>): Rates => ({
  wrongSecrets: new RateLimiter(rateLimits.wrongSecrets, clock),
  signInsBegun: new RateLimiter(rateLimits.signInsBegun, clock),
  challenges: new RateLimiter(rateLimits.challenges, clock),
  administration: new RateLimiter(rateLimits.administration, clock),
  explanations: new RateLimiter(rateLimits.explanations, clock),
  refusedCalls: new RateLimiter(rateLimits.refusedCalls, clock),
});

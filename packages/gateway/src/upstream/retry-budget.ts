/** Retries for each request, at most. */
const share = 0.2;
/** What a target with few requests may retry: so many at once, and one a second. */
const reserve = 10;
const reserveMs = 1_000;
const maxSaved = 100;

/** Bounds how many requests are sent again, so that retries cannot multiply the load of what fails. */
export class RetryBudget {
  #saved = reserve;
  #since: number;

  /** @param now of the monotonic clock, as below */
  constructor(now: number) {
    this.#since = now;
  }

  /** A request is sent for the first time. */
  add(): void {
    this.#saved = Math.min(maxSaved, this.#saved + share);
  }

  /** Whether one may be sent again. If it may, that is counted. */
  take(now: number): boolean {
    const earned = (now - this.#since) / reserveMs;
    this.#since = now;
    if (this.#saved < reserve) this.#saved = Math.min(reserve, this.#saved + earned);
    if (this.#saved < 1) return false;
    this.#saved--;
    return true;
  }
}

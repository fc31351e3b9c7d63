/** Waits between attempts: doubling up to a limit, each shortened by chance so that many spread. */
export class Backoff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  readonly #chance: () => number;
  #failures = 0;

  constructor(firstMs: number, maxMs: number, chance: () => number) {
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
    this.#chance = chance;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** How long to wait after one more failure, in milliseconds. */
  failed(): number {
    const limit = Math.min(this.#maxMs, this.#firstMs * 2 ** this.#failures);
    if (limit < this.#maxMs) this.#failures++;
    return limit * (0.5 + this.#chance() / 2);
  }
}

/** Waits between attempts: doubling up to a limit, each shortened by chance so that many spread. */
export class Backoff {
  readonly #firstMs: number;
  readonly #mostMs: number;
  readonly #chance: () => number;
  #failures = 0;

  constructor(firstMs: number, mostMs: number, chance: () => number) {
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
    this.#chance = chance;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** How long to wait after one more failure, in milliseconds. */
  failed(): number {
    const longest = Math.min(this.#mostMs, this.#firstMs * 2 ** this.#failures);
    if (longest < this.#mostMs) this.#failures++;
    return longest * (0.5 + this.#chance() / 2);
  }
}

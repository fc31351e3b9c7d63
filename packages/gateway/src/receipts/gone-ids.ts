/** The newest ids of what is gone, with the reason. */
export class GoneIds<Reason> {
  /** The next one takes the place of the oldest. */
  readonly #ids: string[] = [];
  readonly #reasons = new Map<string, Reason>();
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(id: string, reason: Reason): void {
    if (!this.#reasons.has(id)) {
      const oldest = this.#ids[this.#next];
      if (oldest !== undefined) this.#reasons.delete(oldest);
      this.#ids[this.#next] = id;
      this.#next = (this.#next + 1) % this.#capacity;
    }
    this.#reasons.set(id, reason);
  }

  reasonOf(id: string): Reason | null {
    return this.#reasons.get(id) ?? null;
  }
}

/** Lets so many in at a time. Others stand in line, so many again, and each for so long at most. */
export class Turnstile {
  readonly #most: number;
  readonly #longestLine: number;
  readonly #line = new Set<() => void>();
  #inside = 0;

  constructor(most: number, longestLine: number) {
    this.#most = most;
    this.#longestLine = longestLine;
  }

  /** Whether it was let in; then it has to leave. */
  async enter(patienceMs: number): Promise<boolean> {
    if (this.#inside < this.#most) {
      this.#inside++;
      return true;
    }
    if (this.#line.size >= this.#longestLine) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    // Who leaves hands its place on.
    const letIn = () => resolve(true);
    const giveUp = () => {
      this.#line.delete(letIn);
      resolve(false);
    };
    this.#line.add(letIn);
    const patience = setTimeout(giveUp, patienceMs);
    const isIn = await promise;
    clearTimeout(patience);
    return isIn;
  }

  leave(): void {
    for (const letIn of this.#line) {
      this.#line.delete(letIn);
      letIn();
      return;
    }
    this.#inside--;
  }
}

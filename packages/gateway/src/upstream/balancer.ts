/** One of several that a request can go to. */
export interface Weighted {
  readonly weight: number;
  /** Requests there now. */
  readonly pending: number;
}

/**
 * Spreads requests by weight, and away from those where more of them are under way: smooth
 * weighted round robin, with weights that sink with what is pending. So an idle system keeps to
 * the weights exactly, and a slow target gets less.
 */
export class Balancer<T extends Weighted> {
  readonly #all: readonly T[];
  readonly #credits: number[];

  constructor(all: readonly T[]) {
    this.#all = all;
    this.#credits = all.map(() => 0);
  }

  /** Null where none may be picked. */
  pick(mayBePicked: (one: T) => boolean): T | null {
    let best = -1;
    let total = 0;
    for (const [index, one] of this.#all.entries()) {
      if (!mayBePicked(one)) continue;
      const { weight, pending } = one;
      const share = weight / (1 + pending / weight);
      this.#credits[index]! += share;
      total += share;
      if (best < 0 || this.#credits[index]! > this.#credits[best]!) best = index;
    }
    if (best < 0) return null;
    this.#credits[best]! -= total;
    return this.#all[best]!;
  }
}

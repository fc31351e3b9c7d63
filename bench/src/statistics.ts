/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no median of nothing.');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Summary {
  median: number;
  least: number;
  most: number;
}

export function summarize(values: readonly number[]): Summary {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/**
 * How one contender compares with another, from rounds in which they ran one after the other.
 * The ratio is taken within each round first: what slows the machine for a while slows both.
 */
export function pairedRatio(values: readonly number[], against: readonly number[]): Summary {
  if (values.length !== against.length) {
    throw new RangeError(`${values.length} rounds cannot be paired with ${against.length}.`);
  }
  return summarize(values.map((value, round) => value / against[round]!));
}

/** The value below which `share` (0 to 1) of the sorted values lie, by the nearest-rank method. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) throw new RangeError('There is no percentile of nothing.');
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

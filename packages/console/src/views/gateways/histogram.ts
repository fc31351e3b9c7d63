import type { Bar } from '../../ui/bars.tsx';

/** Milliseconds: the upper ends of the bins; the last one has none. */
const ends = [2, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_500, 5_000, Number.POSITIVE_INFINITY];

/** From here on, people notice that they wait. */
const slow = 500;

/** How many waits are in each bin, from the first to the last bin that has one. */
export function histogramOf(waits: readonly number[]): Bar[] {
  const bins = ends.map((end, index) => {
    const begin = ends[index - 1] ?? 0;
    const value = waits.filter((wait) => wait >= begin && wait < end).length;
    const label = end === Number.POSITIVE_INFINITY ? `≥ ${begin} ms` : `< ${end} ms`;
    return { label, value, isBad: begin >= slow };
  });
  const last = bins.findLastIndex(({ value }) => value > 0);
  return bins.slice(0, last + 1);
}

/** The wait that `share` of all are not longer than; null where there is none. */
export function quantile(waits: readonly number[], share: number): number | null {
  const sorted = waits.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

/** After a run this long, what went wrong before it no longer counts. In milliseconds. */
const longRunMs = 60_000;
const delayMs = { first: 500, max: 30_000 };
/** So often in a row, two to three minutes in all, and there is no point in trying again. */
const maxInARow = 10;

/** How often the process has ended in a row without having run for long. */
export type Restarts = number;

export type Next = { kind: 'again'; restarts: Restarts; afterMs: number } | { kind: 'give up' };

/** What follows when the process has ended unexpectedly, `ranMs` after it became ready (0: never). */
export function afterFailure(restarts: Restarts, ranMs: number): Next {
  const before = ranMs >= longRunMs ? 0 : restarts;
  if (before >= maxInARow) return { kind: 'give up' };
  const afterMs = Math.min(delayMs.first * 2 ** before, delayMs.max);
  return { kind: 'again', restarts: before + 1, afterMs };
}

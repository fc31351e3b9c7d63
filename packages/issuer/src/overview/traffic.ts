import { countedMinutes } from '@sallyport/protocol/internal.ts';
import type { ToldCounts } from '../receipts/receipt-schema.ts';

/** What all gateways that answered counted together, the minute that is still counted last. */
export interface Traffic {
  requests: number[];
  hits: number[];
  misses: number[];
  /** The most frequent reason first. */
  refusals: { reason: string; count: number; minutes: number[] }[];
}

/** Each gateway's last minute is the one that it was asked in, whatever its clock says. */
export function sumOf(answers: readonly ToldCounts[]): Traffic {
  const reasons = new Set(answers.flatMap(({ refusals }) => Object.keys(refusals)));
  const refusals = [...reasons].map((reason) => {
    // Whatever a gateway calls it: `constructor` is in every object.
    const told = answers.filter(({ refusals }) => Object.hasOwn(refusals, reason));
    const minutes = together(told.map(({ refusals }) => refusals[reason]!));
    return { reason, count: minutes.reduce((before, count) => before + count, 0), minutes };
  });
  return {
    requests: together(answers.map(({ requests }) => requests)),
    hits: together(answers.map(({ hits }) => hits)),
    misses: together(answers.map(({ misses }) => misses)),
    refusals: refusals.toSorted(
      (one, other) => other.count - one.count || one.reason.localeCompare(other.reason),
    ),
  };
}

/** A gateway of another version may count fewer minutes, or more. */
function together(series: readonly (readonly number[])[]): number[] {
  return Array.from({ length: countedMinutes }, (_, index) =>
    series.reduce((sum, counts) => sum + (counts.at(index - countedMinutes) ?? 0), 0),
  );
}

import type { Difference } from '../database/reconcile.ts';

/** An audit event is one row and is read by people: beyond this, lines of a kind are only counted. */
const maxLines = 300;

/** What an apply did, for the audit log: to whom, and what each was given and lost. */
export function describeApply(
  differences: readonly Difference[],
  summary: Readonly<Record<string, string[]>>,
  drift: readonly string[],
): { subjects: string[]; detail: Record<string, string[]> } {
  const subjects = bounded([...new Set(differences.map(({ subject }) => subject))]);
  const those = (change: Difference['change']) =>
    differences
      .filter((difference) => difference.change === change)
      .map(({ subject, thing }) => `${subject}: ${thing}`);
  const parts = { ...summary, given: those('given'), taken: those('taken'), drift };
  const detail = Object.entries(parts).map(([key, lines]) => [key, bounded(lines)]);
  return { subjects, detail: Object.fromEntries(detail) };
}

function bounded(lines: readonly string[]): string[] {
  if (lines.length <= maxLines) return [...lines];
  return [...lines.slice(0, maxLines), `and ${lines.length - maxLines} more`];
}

import type { Context } from '../context.ts';
import { deleteEnded, tablesWithEnds } from './remove-ended.store.ts';

/** Of one statement, so that none holds many rows for long. */
const limit = 1_000;

/**
 * Removes roles and memberships that ended longer ago than events are kept: they have counted for nothing
 * since, and nothing else tells of them by then. No gateway has to be told.
 *
 * @param seconds how long events are kept; null for ever
 */
export async function removeEnded(
  seconds: number | null,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<number> {
  if (seconds === null) return 0;
  const before = new Date(clock.now().getTime() - seconds * 1_000);
  let removed = 0;
  for (const table of tablesWithEnds) {
    let some: number;
    do {
      some = await deleteEnded(sql, table, { before, limit });
      removed += some;
    } while (some === limit);
  }
  return removed;
}

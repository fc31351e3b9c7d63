import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { deleteEnded, tablesWithEnds } from './remove-ended.store.ts';

/** Of one statement, so that none holds many rows for long. */
const limit = 1_000;

/** Deletes the first ones of a table that ended before a moment. @returns how many */
export type DeleteEnded = (
  sql: Queryable,
  page: { before: Date; limit: number },
) => Promise<number>;

/**
 * Removes roles and memberships that ended longer ago than events are kept: they have counted for nothing
 * since, and nothing else tells of them by then. No gateway has to be told.
 *
 * @param seconds how long events are kept; null for ever
 * @param others of the tables that are not the directory's
 */
export async function removeEnded(
  seconds: number | null,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
  others: readonly DeleteEnded[],
): Promise<number> {
  if (seconds === null) return 0;
  const before = new Date(clock.now().getTime() - seconds * 1_000);
  let removed = 0;
  const own = tablesWithEnds.map(
    (table): DeleteEnded =>
      (sql, page) =>
        deleteEnded(sql, table, page),
  );
  for (const deleteSome of [...own, ...others]) {
    let some: number;
    do {
      some = await deleteSome(sql, { before, limit });
      removed += some;
    } while (some === limit);
  }
  return removed;
}

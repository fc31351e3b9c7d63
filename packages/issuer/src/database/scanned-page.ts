import type { Queryable } from './connection.ts';
import type { Fragment } from './statement.ts';

/** How many rows one page looks at, at most, however few of them are what is asked for. */
const maxScanned = 500;

/** Where a page ended, newest first. */
export interface Place {
  at: Date;
  id: string;
}

/** Of a page: the columns `at` and `id` of the rows that it may look at, before a place. */
export const beforePlace = (sql: Queryable, at: Fragment, before: Place | null): Fragment =>
  before === null ? sql`` : sql`and (${at}, id) < (${before.at}, ${before.id})`;

interface ScannedPage {
  /** Rows by an index, with `listed_at` and `id`, without an order. */
  from: Fragment;
  /** The column that orders them. */
  at: Fragment;
  /** Which of them are asked for, of `scanned`. */
  matching: Fragment;
  /** What is read of each, of `found`. */
  columns: Fragment;
  /** What is joined to `found`. */
  joins: Fragment;
  limit: number;
}

/**
 * One page of a table in the order of an index, newest first. What no index knows, whether a session was
 * left for example, is asked of at most `maxScanned` rows: the page may then have few items or none, and
 * says where to go on.
 */
export async function readScannedPage<Item>(
  sql: Queryable,
  { from, at, matching, columns, joins, limit }: ScannedPage,
  parse: (row: Record<string, unknown>) => Item & { at: Date; id: string },
): Promise<{ items: Item[]; next: Place | null }> {
  const rows = await sql<Record<string, unknown>[]>`
    with scanned as materialized (
      select *, ${at} as listed_at ${from} order by ${at} desc, id desc limit ${maxScanned}
    ), found as (
      select * from scanned where ${matching} order by listed_at desc, id desc limit ${limit + 1}
    )
    select ends.*, found.id, found.listed_at as at, ${columns}
    from (
      select listed_at as "endAt", id as "endId", count(*) over () as scanned from scanned
      order by listed_at, id limit 1
    ) ends
    left join found on true ${joins}
    order by found.listed_at desc, found.id desc`;
  const items = rows.filter((row) => row['id'] !== null).map(parse);
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  if (items.length > limit && last) return { items: shown, next: { at: last.at, id: last.id } };
  const [end] = rows;
  const isCut = Number(end?.['scanned'] ?? 0) === maxScanned;
  return {
    items: shown,
    next: isCut ? { at: end!['endAt'] as Date, id: String(end!['endId']) } : null,
  };
}

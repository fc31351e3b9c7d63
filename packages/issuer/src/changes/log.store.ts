import type { CacheTag, Change, ChangesResponse, Position } from '@sallyport/protocol/internal.ts';
import type { Queryable } from '../database/connection.ts';

/** Gets its position when the transaction commits (migration 0013). */
export async function insertChange(tx: Queryable, tags: readonly CacheTag[]): Promise<void> {
  await tx`insert into changes (tags) values (${[...tags]})`;
}

/** Entries after a position, in order, with the position that they reach. One snapshot. */
export async function readChanges(sql: Queryable, after: Position): Promise<ChangesResponse> {
  const [row] = await sql<{ epoch: string; head: number; oldest: number; page: Change[] | null }[]>`
    select sallyport_epoch() as epoch, head.pos as head,
      (select coalesce(min(pos), head.pos + 1) from changes) as oldest,
      (select json_agg(entry order by entry.pos)
       from (select pos, tags from changes where pos > ${after.pos}
             order by pos limit ${pageSize}) entry) as page
    from head`;
  const { epoch, head, oldest, page } = row!;
  const reset = after.epoch !== epoch || after.pos > head || after.pos + 1 < oldest;
  const changes = reset ? [] : (page ?? []);
  const pos = changes.length === pageSize ? changes.at(-1)!.pos : head;
  return { epoch, pos, changes, reset };
}

/** More than this many entries behind is read in several answers. */
const pageSize = 1000;

/** Forgets entries that every living member has long passed; the rest would start afresh anyway. */
export async function pruneChanges(sql: Queryable, olderThan: Date): Promise<void> {
  await sql`
    delete from changes where at < ${olderThan}
      and pos <= coalesce((select min(acked) from members), (select pos from head))`;
}

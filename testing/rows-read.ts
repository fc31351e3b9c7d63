import type { Sql } from '../packages/issuer/src/database/connection.ts';

/**
 * By table or partition, how many rows were read so far, through an index or not. Those of other connections
 * are counted later.
 */
async function readRowsRead(sql: Sql): Promise<Map<string, number>> {
  await sql`select pg_stat_force_next_flush()`;
  const rows = await sql<{ name: string; read: number }[]>`
    select relname as name,
      (seq_tup_read + coalesce((select sum(idx_tup_read) from pg_stat_user_indexes i
        where i.relid = t.relid), 0))::float8 as read
    from pg_stat_user_tables t`;
  return new Map(rows.map(({ name, read }) => [name, read]));
}

/** By table, the rows that were read while it ran. */
export async function rowsReadBy(
  sql: Sql,
  run: () => Promise<unknown>,
): Promise<Map<string, number>> {
  const before = await readRowsRead(sql);
  await run();
  const after = await readRowsRead(sql);
  return new Map([...after].map(([table, read]) => [table, read - (before.get(table) ?? 0)]));
}

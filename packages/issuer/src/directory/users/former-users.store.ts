import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';

const parseFormer = rowParser(
  'former_users',
  'id',
  z.object({
    id: z.string(),
    endedAt: z.date(),
    /** As the audit log names who did it. */
    endedBy: z.string(),
    mergedInto: z.string().nullable(),
  }),
);

/** Whose account is gone. */
export type FormerUser = ReturnType<typeof parseFormer>;

const columns = (sql: Queryable) => sql`
  id, ended_at as "endedAt", ended_by as "endedBy", merged_into as "mergedInto"`;

export async function insertFormer(
  tx: Transaction,
  { id, by, mergedInto }: { id: string; by: string; mergedInto: string | null },
  now: Date,
): Promise<void> {
  await tx`
    insert into former_users (id, ended_at, ended_by, merged_into)
    values (${id}, ${now}, ${by}, ${mergedInto}) on conflict (id) do nothing`;
}

/** What was merged into an account belongs to another one from now on. */
export async function moveMerged(tx: Transaction, from: string, to: string): Promise<void> {
  await tx`update former_users set merged_into = ${to} where merged_into = ${from}`;
}

/** The ids of the accounts that were merged into one. */
export async function readMerged(sql: Queryable, id: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from former_users where merged_into = ${id} order by id`;
  return rows.map((row) => row.id);
}

export async function readFormer(sql: Queryable, id: string): Promise<FormerUser | null> {
  const [row] = await sql`select ${columns(sql)} from former_users where id = ${id}`;
  return row ? parseFormer(row) : null;
}

export interface FormerQuery {
  /** The account that they were merged into; null: all. */
  mergedInto: string | null;
  /** The last one of the page before. */
  after: { endedAt: Date; id: string } | null;
  limit: number;
}

/** Those that ended last first. */
export async function readFormerUsers(
  sql: Queryable,
  { mergedInto, after, limit }: FormerQuery,
): Promise<FormerUser[]> {
  const rows = await sql`
    select ${columns(sql)} from former_users
    where true ${mergedInto === null ? sql`` : sql`and merged_into = ${mergedInto}`}
      ${after === null ? sql`` : sql`and (ended_at, id) < (${after.endedAt}, ${after.id})`}
    order by ended_at desc, id desc limit ${limit}`;
  return rows.map(parseFormer);
}

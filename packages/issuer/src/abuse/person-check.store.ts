import type { Queryable } from '../database/connection.ts';

/**
 * Takes a solution, once: of several that come at the same moment, one is the first.
 *
 * @returns `again` where it was taken before with the same subject: a form that was sent twice.
 */
export async function spendSolution(
  sql: Queryable,
  { hash, subject, expiresAt }: { hash: Buffer; subject: Buffer; expiresAt: Date },
): Promise<'first' | 'again' | 'used'> {
  const inserted = await sql`
    insert into spent_solutions (hash, subject, expires_at) values (${hash}, ${subject}, ${expiresAt})
    on conflict (hash) do nothing returning 1`;
  if (inserted.length > 0) return 'first';
  const [same] = await sql`
    select from spent_solutions where hash = ${hash} and subject = ${subject}`;
  return same ? 'again' : 'used';
}

export async function deleteExpired(sql: Queryable, now: Date): Promise<number> {
  const { count } = await sql`delete from spent_solutions where expires_at <= ${now}`;
  return count;
}

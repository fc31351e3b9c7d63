import type { Queryable } from '../database/connection.ts';

/** @returns whether it was there to revoke. */
export async function markGrantRevoked(sql: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await sql`
    update grants set revoked_at = ${now} where id = ${id} and revoked_at is null returning id`;
  return rows.length > 0;
}

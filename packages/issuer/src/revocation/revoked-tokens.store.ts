import type { Queryable } from '../database/connection.ts';

/** @returns false when it was revoked before. */
export async function insertRevokedToken(
  sql: Queryable,
  id: string,
  expiresAt: Date,
): Promise<boolean> {
  const rows = await sql`
    insert into revoked_tokens (id, expires_at) values (${id}, ${expiresAt})
    on conflict do nothing returning id`;
  return rows.length > 0;
}

import type { Queryable } from '../database/connection.ts';

/**
 * Whether the token has expired is not asked of any node's clock. What expired a day ago by the
 * database's time may have no partition any more, and needs no row.
 *
 * @returns false when it was revoked before.
 */
export async function insertRevokedToken(
  sql: Queryable,
  id: string,
  expiresAt: Date,
): Promise<boolean> {
  const rows = await sql`
    insert into revoked_tokens (id, expires_at)
    select ${id}, ${expiresAt}::timestamptz where ${expiresAt} > now() - interval '1 day'
    on conflict do nothing returning id`;
  return rows.length > 0;
}

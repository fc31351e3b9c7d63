import type { Queryable } from '../database/connection.ts';

/** @returns whether it was there to revoke. */
export async function markGrantRevoked(sql: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await sql`
    update grants set revoked_at = ${now} where id = ${id} and revoked_at is null returning id`;
  return rows.length > 0;
}

export async function markGrantsOfUsersRevoked(
  sql: Queryable,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    update grants set revoked_at = ${now}
    where user_id = any(${[...userIds]}) and revoked_at is null`;
}

export async function markGrantsOfClientsRevoked(
  sql: Queryable,
  clientIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    update grants set revoked_at = ${now}
    where client_id = any(${[...clientIds]}) and revoked_at is null`;
}

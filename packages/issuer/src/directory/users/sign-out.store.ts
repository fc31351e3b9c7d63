import type { Queryable } from '../../database/connection.ts';

export async function endSessionsAndGrants(
  sql: Queryable,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    with ended as (
      update sessions set ended_at = ${now}
      where user_id = any(${[...userIds]}) and ended_at is null and expires_at > ${now}
    )
    update grants set revoked_at = ${now}
    where user_id = any(${[...userIds]}) and revoked_at is null and expires_at > ${now}`;
}

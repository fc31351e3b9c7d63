import type { Queryable } from '../database/connection.ts';

/** Which of these codes can be redeemed, for a grant of this user; there is one at most. */
export async function findUnredeemed(
  sql: Queryable,
  { hashes, userId, now }: { hashes: readonly Buffer[]; userId: string; now: Date },
): Promise<Buffer | null> {
  const [row] = await sql<{ hash: Buffer }[]>`
    select codes.hash from (
      select hash, grant_id from authorization_codes
      where hash = any(${[...hashes]}::bytea[]) and redeemed_at is null and expires_at > ${now}
    ) codes
    cross join lateral (
      select from grants
      where id = codes.grant_id and user_id = ${userId} and revoked_at is null limit 1
    ) grants`;
  return row?.hash ?? null;
}

/**
 * Puts a code in the place of another one that was not redeemed: one statement, so that of a redemption
 * and this, one finds the row.
 *
 * @returns false when it was redeemed, or moved before.
 */
export async function moveCode(
  sql: Queryable,
  { from, to, now }: { from: Buffer; to: Buffer; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    update authorization_codes set hash = ${to}
    where hash = ${from} and redeemed_at is null and expires_at > ${now}`;
  return count === 1;
}

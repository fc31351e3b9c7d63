import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';

const parseOwner = rowParser(
  'grants',
  'grantId',
  z.object({ grantId: z.string(), userId: z.string(), sessionId: z.string().nullable() }),
);

/** Whose grant it is and which session it was made in, however dead; no session where it outlives that. */
export async function findGrantOwner(
  sql: Queryable,
  id: string,
): Promise<ReturnType<typeof parseOwner> | null> {
  const [row] = await sql`
    select id as "grantId", user_id as "userId", session_id as "sessionId"
    from grants where id = ${id}`;
  return row ? parseOwner(row) : null;
}

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

/** Those of a user that were not made within this session, and those that outlive sessions. */
export async function markGrantsOutsideRevoked(
  sql: Queryable,
  { userId, sessionId }: { userId: string; sessionId: string },
  now: Date,
): Promise<void> {
  await sql`
    update grants set revoked_at = ${now}
    where user_id = ${userId} and session_id is distinct from ${sessionId}
      and revoked_at is null`;
}

/** Those that outlive the session that they were made in. @returns whose they were, one by one */
export async function markLastingGrantsRevoked(
  tx: Transaction,
  userIds: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await tx<{ userId: string }[]>`
    update grants set revoked_at = ${now}
    where user_id = any(${[...userIds]}) and session_id is null and revoked_at is null
    returning user_id as "userId"`;
  return rows.map(({ userId }) => userId);
}

/** @returns the ids of those that were not revoked before. */
export async function markGrantsToClientRevoked(
  sql: Queryable,
  { userId, clientId }: { userId: string; clientId: string },
  now: Date,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update grants set revoked_at = ${now}
    where user_id = ${userId} and client_id = ${clientId} and revoked_at is null
    returning id`;
  return rows.map(({ id }) => id);
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

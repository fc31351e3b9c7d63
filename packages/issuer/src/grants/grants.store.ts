import type { Acr } from '@sallyport/protocol/acr.ts';
import { z } from 'zod';
import { grantedDetail } from '../authorization-details/detail.ts';
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

const parseGrant = rowParser(
  'grants',
  'grantId',
  z.object({
    grantId: z.string(),
    clientId: z.string(),
    userId: z.string(),
    scope: z.array(z.string()),
    apis: z.array(z.string()),
    details: z.array(grantedDetail),
    organization: z.string().nullable(),
    impersonation: z.string().nullable(),
    /** Whether it was made by an administrator who acted as the person, and may not any more. */
    impersonationOver: z.boolean(),
    revokedAt: z.date().nullable(),
    expiresAt: z.date(),
    sessionEnded: z.boolean(),
  }),
);

export type DescribedGrant = ReturnType<typeof parseGrant>;

/** What was granted, however dead, and whether the session that it hangs on has ended. */
export async function describeGrant(sql: Queryable, id: string): Promise<DescribedGrant | null> {
  const [row] = await sql`
    select id as "grantId", client_id as "clientId", user_id as "userId", scope, apis, details,
      organization_id as organization, impersonation_id as impersonation,
      impersonation_id is not null and not exists (
        select from impersonation_facts(impersonation_id, now())
      ) as "impersonationOver", revoked_at as "revokedAt", expires_at as "expiresAt",
      session_id is not null and not exists (
        select from sessions where id = session_id and ended_at is null and expires_at > now()
      ) as "sessionEnded"
    from grants where id = ${id}`;
  return row ? parseGrant(row) : null;
}

/** How a person signed in last for a client that may call an API; null where they never did. */
export interface UsualSignIn {
  clientId: string;
  scope: string[];
  acr: Acr;
}

/** @param clientId of this client alone, where it is given */
export async function findUsualSignIn(
  sql: Queryable,
  { userId, api, clientId }: { userId: string; api: string; clientId: string | null },
): Promise<UsualSignIn | null> {
  const [row] = await sql<UsualSignIn[]>`
    select client_id as "clientId", scope, acr
    from (select * from grants where user_id = ${userId} offset 0) grants
    where revoked_at is null and details = '[]' and ${api} = any (apis)
      -- What an administrator proved who acted as the person says nothing of how they sign in.
      and impersonation_id is null
      and (${clientId}::text is null or client_id = ${clientId})
    order by created_at desc limit 1`;
  return row ?? null;
}

interface SupposedGrant {
  id: string;
  userId: string;
  clientId: string;
  scope: readonly string[];
  api: string;
  acr: Acr;
  now: Date;
  expiresAt: Date;
}

/** One that no person gave, in a transaction that is rolled back. */
export async function insertSupposedGrant(tx: Transaction, grant: SupposedGrant): Promise<void> {
  const { id, userId, clientId, scope, api, acr, now, expiresAt } = grant;
  await tx`
    insert into grants (id, client_id, user_id, scope, apis, amr, auth_time, acr, created_at,
      expires_at)
    values (${id}, ${clientId}, ${userId}, ${[...scope]}, ${[api]}, '{}', ${now}, ${acr}, ${now},
      ${expiresAt})`;
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

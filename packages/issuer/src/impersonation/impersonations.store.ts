import { acrValues } from '@sallyport/protocol/acr.ts';
import { z } from 'zod';
import { proofSchema } from '../assurance/proof.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';

export interface NewImpersonation {
  id: string;
  /** As whom. */
  userId: string;
  actorId: string;
  reason: string;
  /** Seconds. */
  lifetime: number;
  now: Date;
  /** Until when it can be begun. */
  expiresAt: Date;
}

export async function insertImpersonation(
  tx: Transaction,
  { id, userId, actorId, reason, lifetime, now, expiresAt }: NewImpersonation,
): Promise<void> {
  await tx`
    insert into impersonations (id, user_id, actor_id, reason, lifetime, created_at, expires_at)
    values (${id}, ${userId}, ${actorId}, ${reason}, ${lifetime}, ${now}, ${expiresAt})`;
}

const parseOffered = rowParser(
  'impersonations',
  'id',
  z.object({
    id: z.string(),
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    reason: z.string(),
    lifetime: z.number(),
  }),
);

/** What one administrator could begin. */
export type OfferedImpersonation = ReturnType<typeof parseOffered>;

export async function readOffered(
  sql: Queryable,
  { id, actorId, now }: { id: string; actorId: string; now: Date },
): Promise<OfferedImpersonation | null> {
  const [row] = await sql`
    select found.id, found.user_id as "userId", users.name, users.email, reason, lifetime
    from impersonations found join users on users.id = found.user_id
    where found.id = ${id} and actor_id = ${actorId} and session_id is null
      and expires_at > ${now} and users.disabled_at is null`;
  return row ? parseOffered(row) : null;
}

/** What it hangs on, once it is begun. */
export interface Beginning {
  id: string;
  actorId: string;
  tokenHash: Buffer;
  sessionId: string;
  actorSessionId: string;
  now: Date;
}

/**
 * Begins it: of two requests at once, one. It hangs on the administrator's own session, which has not ended.
 *
 * @returns when it ends; null where it was begun before, or is over.
 */
export async function beginOffered(
  tx: Transaction,
  { id, actorId, tokenHash, sessionId, actorSessionId, now }: Beginning,
): Promise<Date | null> {
  const [row] = await tx<{ expiresAt: Date }[]>`
    update impersonations set token_hash = ${tokenHash}, session_id = ${sessionId},
      actor_session_id = own.id, actor_session_expires_at = own.expires_at,
      expires_at = least(own.expires_at, ${now}::timestamptz + lifetime * interval '1 second')
    from (
      select id, expires_at from sessions
      where id = ${actorSessionId} and user_id = ${actorId} and ended_at is null
        and expires_at > ${now} limit 1
    ) own
    where impersonations.id = ${id} and actor_id = ${actorId} and session_id is null
      and impersonations.expires_at > ${now}
    returning impersonations.expires_at as "expiresAt"`;
  return row?.expiresAt ?? null;
}

const parseActing = rowParser(
  'impersonations',
  'impersonation',
  z.object({
    impersonation: z.string(),
    actorId: z.string(),
    id: z.string(),
    userId: z.string(),
    amr: z.array(z.string()),
    authTime: z.date(),
    acr: z.enum(acrValues),
    proofs: z.array(proofSchema),
    name: z.string(),
    email: z.string(),
  }),
);

/** What goes on, of a cookie: only while the person is not disabled and the administrator may. */
export async function readActing(
  sql: Queryable,
  tokenHash: Buffer,
  now: Date,
): Promise<ReturnType<typeof parseActing> | null> {
  const [row] = await sql`
    select found.id as impersonation, found.actor_id as "actorId", sessions.id,
      found.user_id as "userId", amr, auth_time as "authTime", acr, proofs, users.name, users.email
    from (
      select * from impersonations where token_hash = ${tokenHash} and expires_at > ${now} limit 1
    ) found
    cross join lateral (
      select * from sessions where sessions.id = found.session_id
        and sessions.expires_at = found.expires_at and ended_at is null limit 1
    ) sessions
    cross join lateral (
      select name, email from users
      where users.id = found.user_id and disabled_at is null limit 1
    ) users
    cross join lateral impersonation_facts(found.id, ${now}) actor`;
  return row ? parseActing(row) : null;
}

/** Whose cookie it is, whether or not it is over. */
export async function readHeldActing(
  sql: Queryable,
  tokenHash: Buffer,
): Promise<{ sessionId: string; userId: string; actorId: string } | null> {
  const [row] = await sql<{ sessionId: string; userId: string; actorId: string }[]>`
    select session_id as "sessionId", user_id as "userId", actor_id as "actorId"
    from impersonations where token_hash = ${tokenHash}`;
  return row ?? null;
}

/** Who acts, while they may. */
export async function readActorOf(sql: Queryable, id: string, now: Date): Promise<string | null> {
  const [row] = await sql<{ actorId: string }[]>`
    select actor_id as "actorId" from impersonation_facts(${id}, ${now})`;
  return row?.actorId ?? null;
}

export async function deleteOldImpersonations(sql: Queryable, before: Date): Promise<void> {
  await sql`delete from impersonations where expires_at < ${before}`;
}

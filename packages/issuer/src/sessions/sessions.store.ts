import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import type { HeldSession, Session } from './session.ts';
import { sessionSeen } from './session-seen.sql.ts';

const session = z.object({
  id: z.string(),
  userId: z.string(),
  amr: z.array(z.string()),
  authTime: z.date(),
});

const parseSession = rowParser('sessions', 'id', session);
const parseHeld = rowParser(
  'sessions',
  'id',
  session.pick({ id: true, userId: true }).extend({ ended: z.boolean() }),
);

export interface NewSession extends Session {
  tokenHash: Buffer;
  expiresAt: Date;
}

export async function insertSession(sql: Queryable, session: NewSession): Promise<void> {
  await sql`
    insert into sessions (token_hash, id, user_id, amr, auth_time, seen_at, expires_at)
    values (${session.tokenHash}, ${session.id}, ${session.userId}, ${session.amr},
            ${session.authTime}, ${session.authTime}, ${session.expiresAt})`;
}

interface Renewal extends Omit<Session, 'id'> {
  /** Of the cookie that the browser came with. */
  heldHash: Buffer;
  tokenHash: Buffer;
  idleSince: Date;
}

/**
 * Gives a living session of this user a new cookie, and only that: of two tabs at once, the second
 * one finds nothing. Its absolute limit stays where it is, since it names the partition.
 *
 * @returns its id, or null when there is none.
 */
export async function renewSession(sql: Queryable, renewal: Renewal): Promise<string | null> {
  const { heldHash, tokenHash, userId, amr, authTime, idleSince } = renewal;
  const [row] = await sql<{ id: string }[]>`
    update sessions set token_hash = ${tokenHash}, amr = ${amr}, auth_time = ${authTime},
      seen_at = ${authTime}
    where token_hash = ${heldHash} and user_id = ${userId} and ended_at is null
      and expires_at > ${authTime} and seen_at > ${idleSince}
    returning id`;
  return row?.id ?? null;
}

/**
 * A living session of a user who may sign in, its sliding limit moved along.
 *
 * @param idleSince one that was not seen after this has been left: for its cookie as for the
 *   refresh tokens in it, so that neither outlives the other.
 */
export async function touchSession(
  sql: Queryable,
  tokenHash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<Session | null> {
  const [row] = await sql`
    with living as (
      select sessions.id, user_id, amr, auth_time, expires_at as partition
      from sessions cross join lateral (
        select from users where users.id = sessions.user_id and disabled_at is null limit 1
      ) users
      where token_hash = ${tokenHash} and expires_at > ${now} and ended_at is null
        and seen_at > ${idleSince}
    ), touched as (
      ${sessionSeen(sql, now)} and token_hash = ${tokenHash}
        and expires_at = (select partition from living)
    )
    select id, user_id as "userId", amr, auth_time as "authTime" from living`;
  return row ? parseSession(row) : null;
}

/**
 * Whether or not it is idle or expired, and its user may sign in: no node decides by its own time
 * that there is nothing left to end.
 */
export async function readHeldSession(
  sql: Queryable,
  tokenHash: Buffer,
): Promise<HeldSession | null> {
  const [row] = await sql`
    select id, user_id as "userId", ended_at is not null as ended from sessions
    where token_hash = ${tokenHash}`;
  if (!row) return null;
  const { id, userId, ended } = parseHeld(row);
  return { state: ended ? 'ended' : 'open', id, userId };
}

/** Of these sessions, ends those of this user. @returns which had not ended before. */
export async function markSessionsEnded(
  sql: Queryable,
  { ids, userId }: { ids: readonly string[]; userId: string },
  now: Date,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update sessions set ended_at = ${now}
    where id = any(${[...ids]}) and user_id = ${userId} and ended_at is null returning id`;
  return rows.map(({ id }) => id);
}

export async function markSessionsOfUsersEnded(
  sql: Queryable,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    update sessions set ended_at = ${now}
    where user_id = any(${[...userIds]}) and ended_at is null`;
}

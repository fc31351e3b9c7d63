import type { Queryable } from '../database/connection.ts';
import type { Session } from './session.ts';

export interface NewSession extends Session {
  tokenHash: Buffer;
  seenAt: Date;
  expiresAt: Date;
}

export async function insertSession(sql: Queryable, session: NewSession): Promise<void> {
  await sql`
    insert into sessions (token_hash, id, user_id, amr, auth_time, seen_at, expires_at)
    values (${session.tokenHash}, ${session.id}, ${session.userId}, ${session.amr},
            ${session.authTime}, ${session.seenAt}, ${session.expiresAt})`;
}

/** How precisely `seen_at` is kept, in seconds: a write a minute at most, not one a request. */
const seenPrecision = 60;

/** A living session of a user who may sign in, its sliding limit moved along. */
export async function touchSession(
  sql: Queryable,
  tokenHash: Buffer,
  now: Date,
  idleSeconds: number,
): Promise<Session | null> {
  const idleSince = new Date(now.getTime() - idleSeconds * 1000);
  const stale = new Date(now.getTime() - seenPrecision * 1000);
  const [row] = await sql<Session[]>`
    with living as (
      select sessions.id, user_id, amr, auth_time, seen_at
      from sessions join users on users.id = user_id
      where token_hash = ${tokenHash} and expires_at > ${now} and ended_at is null
        and seen_at > ${idleSince} and disabled_at is null
    ), touched as (
      update sessions set seen_at = ${now}
      where token_hash = ${tokenHash} and expires_at > ${now}
        and (select seen_at from living) < ${stale}
    )
    select id, user_id as "userId", amr, auth_time as "authTime" from living`;
  return row ?? null;
}

/** @returns false when it had ended already. */
export async function endSession(sql: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await sql`
    update sessions set ended_at = ${now} where id = ${id} and ended_at is null returning id`;
  return rows.length > 0;
}

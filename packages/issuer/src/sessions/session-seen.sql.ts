import type { Queryable } from '../database/connection.ts';
import { secondsAfter } from '../runtime/clock.ts';

/**
 * How precisely `seen_at` is kept, in seconds: a write a minute at most, and not one a request, for
 * which the requests of one session would queue.
 */
const seenPrecision = 60;

/** Whether the sliding limit of a session has to be moved. */
const sessionUnseen = (sql: Queryable, now: Date) => sql`
  seen_at < ${secondsAfter(now, -seenPrecision)}`;

/**
 * Moves the sliding limit of a session, as part of a statement that uses something in it. The
 * statement around it adds which session (`and sessions.id = …`).
 */
export const sessionSeen = (sql: Queryable, now: Date) => sql`
  update sessions set seen_at = ${now} where ${sessionUnseen(sql, now)}`;

/**
 * The same for the sessions of what `living` has found (`session_id`, `session_partition`): it shows
 * that the person is still there. One that another statement holds is passed over, so that no
 * statement waits for another.
 */
export const sessionsSeen = (sql: Queryable, now: Date) => sql`
  unseen as (
    select sessions.id, sessions.expires_at from living cross join lateral (
      select id, expires_at from sessions
      where id = living.session_id and expires_at = living.session_partition
        and ${sessionUnseen(sql, now)}
      limit 1 for update skip locked
    ) sessions
  ), touched as (
    update sessions set seen_at = ${now} from unseen
    where sessions.id = unseen.id and sessions.expires_at = unseen.expires_at
  )`;

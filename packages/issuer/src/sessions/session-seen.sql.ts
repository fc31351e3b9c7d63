import type { Queryable } from '../database/connection.ts';
import { secondsAfter } from '../runtime/clock.ts';

/**
 * How precisely `seen_at` is kept, in seconds: a write a minute at most, and not one a request, for
 * which the requests of one session would queue.
 */
const seenPrecision = 60;

/**
 * Moves the sliding limit of a session, as part of a statement that uses something in it. The
 * statement around it adds which session (`and sessions.id = …`).
 */
export const sessionSeen = (sql: Queryable, now: Date) => sql`
  update sessions set seen_at = ${now} where seen_at < ${secondsAfter(now, -seenPrecision)}`;

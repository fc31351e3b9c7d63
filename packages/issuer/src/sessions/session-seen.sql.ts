import type { Queryable } from '../database/connection.ts';

/**
 * Moves the sliding limit of a session, as part of a statement that uses something in it: whoever
 * builds it in adds which session (`where sessions.id = …`).
 */
export const sessionSeen = (sql: Queryable, now: Date) => sql`update sessions set seen_at = ${now}`;

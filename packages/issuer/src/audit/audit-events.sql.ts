import type { Queryable } from '../database/connection.ts';

/**
 * Writes events as part of the statement that does what they tell of: one for each row of its
 * `audited (at, action, actor, subjects)`.
 */
export const auditEventsInserted = (sql: Queryable) => sql`
  insert into audit_events (at, action, actor, subjects, detail)
  select at, action, actor, subjects, '{}' from audited`;

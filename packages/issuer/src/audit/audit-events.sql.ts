import type { Queryable } from '../database/connection.ts';

/**
 * Writes events as part of the statement that does what they tell of: one for each row of its
 * `audited (at, action, actor, subjects, address, network, user_agent)`.
 */
export const auditEventsInserted = (sql: Queryable) => sql`
  insert into audit_events (at, action, actor, subjects, detail, address, network, user_agent)
  select at, action, actor, subjects, '{}', address, network, user_agent from audited`;

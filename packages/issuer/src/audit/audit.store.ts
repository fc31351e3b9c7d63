import type postgres from 'postgres';
import type { Queryable } from '../database/connection.ts';
import type { AuditEvent } from './audit.ts';

export async function insertAuditEvent(
  sql: Queryable,
  { at, action, actor, subjects, detail = {} }: AuditEvent,
): Promise<void> {
  await sql`
    insert into audit_events (at, action, actor, subjects, detail)
    values (${at}, ${action}, ${actor}, ${subjects}, ${sql.json(detail as postgres.JSONValue)})`;
}

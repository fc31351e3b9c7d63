import type { Queryable } from '../database/connection.ts';
import type { AuditEvent } from './audit.service.ts';

export interface RecordedEvent extends Required<AuditEvent> {
  id: number;
}

export async function insertAuditEvent(
  sql: Queryable,
  { at, action, actor, subjects, detail }: Required<AuditEvent>,
): Promise<void> {
  await sql`
    insert into audit_events (at, action, actor, subjects, detail)
    values (${at}, ${action}, ${actor}, ${subjects}, ${sql.json(detail as never)})`;
}

/** Newest first, from before the event `before` on. */
export async function readAuditEvents(
  sql: Queryable,
  { before, limit }: { before: number | null; limit: number },
): Promise<RecordedEvent[]> {
  return sql<RecordedEvent[]>`
    select id, at, action, actor, subjects, detail from audit_events
    where ${before}::bigint is null or id < ${before}
    order by id desc limit ${limit}`;
}

import type { Queryable } from '../database/connection.ts';
import { insertAuditEvent } from './audit.store.ts';

export interface AuditEvent {
  at: Date;
  /** What happened, as `<thing>.<verb>`: `user.create`. */
  action: string;
  /** Who did it, as `<kind>:<id>`. */
  actor: string;
  /** What it was done to, each as `<kind>:<id>`. */
  subjects: string[];
  /** More that an auditor wants to know. Never a secret or a token. */
  detail?: Record<string, unknown>;
}

/** Writes an event into the transaction that it describes, so that neither is there alone. */
export async function recordAudit(sql: Queryable, event: AuditEvent): Promise<void> {
  await insertAuditEvent(sql, event);
}

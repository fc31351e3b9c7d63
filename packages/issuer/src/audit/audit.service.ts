import type { Queryable } from '../database/connection.ts';
import { currentSource } from '../runtime/request-source.ts';
import {
  insertAuditEvent,
  insertAuditEvents,
  type OwnEvent,
  readEventsOfUser,
} from './audit.store.ts';
import type { AuditAction, AuditDetail } from './audit-actions.ts';
import { askForErasure } from './chain/erase.service.ts';

/** Something that was done: by whom, and to what. */
export interface AuditEvent {
  at: Date;
  /** What was done, from the general to the particular: `user.disable`. */
  action: AuditAction;
  /** Who did it: `user:<id>`, `client:<id>`, `provider:<id>`, `configuration`, or `anonymous`. */
  actor: string;
  /** What it was done to, in the words of the change log: `user:<id>`, `role:<name>`. */
  subjects: string[];
  /** Never a secret, a token or a password. */
  detail?: AuditDetail;
}

/** What the server does by itself, even when a request happened to set it off. */
const byItself: ReadonlySet<string> = new Set(['issuer', 'configuration']);

/**
 * Writes an event in the transaction that it tells of: neither of them exists without the other. It
 * keeps where the request came from that is being answered. That an account is deleted is also what its
 * person's data are erased for.
 */
export async function recordAudit(sql: Queryable, event: AuditEvent): Promise<void> {
  const source = byItself.has(event.actor) ? null : currentSource();
  await insertAuditEvent(sql, { ...event, detail: event.detail ?? {} }, source);
  if (event.action === 'user.delete') {
    for (const subject of event.subjects) await askForErasure(sql, subject.slice(5), event.at);
  }
}

/** The same of one thing that was done to many: an event for each, so that each can be erased by itself. */
export async function recordAuditOfEach(
  sql: Queryable,
  event: Pick<AuditEvent, 'at' | 'action' | 'actor'>,
  subjectsOfEach: readonly (readonly string[])[],
): Promise<void> {
  if (subjectsOfEach.length > 0)
    await insertAuditEvents(sql, event, subjectsOfEach, currentSource());
}

/** One page of what happened to one user, but for some actions, newest first, and whether there is more. */
export async function listEventsOf(
  userId: string,
  query: { except: readonly AuditAction[]; before: number | null; limit: number },
  sql: Queryable,
): Promise<{ events: OwnEvent[]; more: boolean }> {
  const events = await readEventsOfUser(sql, { ...query, userId, limit: query.limit + 1 });
  return { events: events.slice(0, query.limit), more: events.length > query.limit };
}

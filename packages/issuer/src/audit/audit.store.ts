import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import type { RequestSource } from '../runtime/request-source.ts';
import type { AuditEvent } from './audit.service.ts';
import type { RecordedEvent } from './recorded-event.ts';

const eventRow = z.object({
  id: z.int(),
  at: z.date(),
  action: z.string(),
  actor: z.string(),
  detail: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  network: z.string().nullable(),
  userAgent: z.string().nullable(),
});

const columns = (sql: Queryable) => sql`
  id, at, action, actor, detail, address, network, user_agent as "userAgent"`;

/** Of `event`. */
export const recordedColumns = (sql: Queryable) => sql`
  event.id, event.at, action, actor, act, outcome, subjects, detail, address, network,
  user_agent as "userAgent", salt is null as "isErased"`;

export const parseEvent: (row: Record<string, unknown>) => RecordedEvent = rowParser(
  'audit_events',
  'id',
  eventRow.extend({
    act: z.string().nullable(),
    outcome: z.enum(['success', 'failure']),
    subjects: z.array(z.string()),
    isErased: z.boolean(),
  }),
);

export async function insertAuditEvent(
  sql: Queryable,
  { at, action, actor, subjects, detail }: Required<AuditEvent>,
  source: RequestSource | null,
): Promise<void> {
  const { address = null, network = null, userAgent = null, act = null } = source ?? {};
  await sql`
    insert into audit_events
      (at, action, actor, act, subjects, detail, address, network, user_agent)
    values (${at}, ${action}, ${actor}, ${act}, ${subjects}, ${sql.json(detail as never)},
      ${address}, ${network}, ${userAgent})`;
}

export async function insertAuditEvents(
  sql: Queryable,
  { at, action, actor }: Pick<AuditEvent, 'at' | 'action' | 'actor'>,
  subjectsOfEach: readonly (readonly string[])[],
  source: RequestSource | null,
): Promise<void> {
  const { address = null, network = null, userAgent = null, act = null } = source ?? {};
  await sql`
    insert into audit_events
      (at, action, actor, act, subjects, detail, address, network, user_agent)
    select ${at}, ${action}, ${actor}, ${act},
      array(select jsonb_array_elements_text(subjects)), '{}', ${address}, ${network}, ${userAgent}
    from jsonb_array_elements(${sql.json(subjectsOfEach as never)}) as subjects`;
}

const parseOwnEvent = rowParser(
  'audit_events',
  'id',
  eventRow.extend({
    /** Of the application that it is about, where it is about one that is still there. */
    clientName: z.string().nullable(),
  }),
);

export type OwnEvent = ReturnType<typeof parseOwnEvent>;

/** What happened to one user, but for some actions, newest first, from before the event `before` on. */
export async function readEventsOfUser(
  sql: Queryable,
  {
    userId,
    except,
    before,
    limit,
  }: { userId: string; except: readonly string[]; before: number | null; limit: number },
): Promise<OwnEvent[]> {
  const rows = await sql`
    select ${columns(sql)},
      (select name from clients where id = (
        select substr(subject, 8) from unnest(subjects) subject
        where subject like 'client:%' limit 1)) as "clientName"
    from audit_events
    where audited_user(subjects) = ${`user:${userId}`} and action <> all(${[...except]})
      ${before === null ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit}`;
  return rows.map(parseOwnEvent);
}

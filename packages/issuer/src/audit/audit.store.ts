import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import type { RequestSource } from '../runtime/request-source.ts';
import type { AuditEvent } from './audit.service.ts';

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

const parseEvent = rowParser(
  'audit_events',
  'id',
  eventRow.extend({ subjects: z.array(z.string()) }),
);

export type RecordedEvent = ReturnType<typeof parseEvent>;

export async function insertAuditEvent(
  sql: Queryable,
  { at, action, actor, subjects, detail }: Required<AuditEvent>,
  source: RequestSource | null,
): Promise<void> {
  const { address = null, network = null, userAgent = null } = source ?? {};
  await sql`
    insert into audit_events (at, action, actor, subjects, detail, address, network, user_agent)
    values (${at}, ${action}, ${actor}, ${subjects}, ${sql.json(detail as never)},
      ${address}, ${network}, ${userAgent})`;
}

/** Newest first, from before the event `before` on. */
export async function readAuditEvents(
  sql: Queryable,
  { before, limit }: { before: number | null; limit: number },
): Promise<RecordedEvent[]> {
  const rows = await sql`
    select ${columns(sql)}, subjects from audit_events
    where ${before}::bigint is null or id < ${before}
    order by id desc limit ${limit}`;
  return rows.map(parseEvent);
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

import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';
import { mailChannel } from './mail-channel.ts';
import { mailStatus } from './mail-status.ts';

const parseMail = rowParser(
  'mails',
  'id',
  z.object({
    id: z.string(),
    kind: z.string(),
    language: z.string(),
    recipient: z.string(),
    status: mailStatus,
    attempts: z.int(),
    createdAt: z.date(),
    nextAttemptAt: z.date(),
    deliverBefore: z.date(),
    endedAt: z.date().nullable(),
    lastError: z.string().nullable(),
    sealed: bytes.nullable(),
  }),
);

export type StoredMail = ReturnType<typeof parseMail>;

const columns = (sql: Queryable) => sql`
  id, kind, language, recipient, status, attempts, created_at as "createdAt",
  next_attempt_at as "nextAttemptAt", deliver_before as "deliverBefore", ended_at as "endedAt",
  last_error as "lastError", sealed`;

/** Newest first, from before a mail on. */
export async function readMails(
  sql: Queryable,
  {
    status,
    before,
    limit,
  }: {
    status: string;
    before: { createdAt: Date; id: string } | null;
    limit: number;
  },
): Promise<StoredMail[]> {
  const rows = await sql`
    select ${columns(sql)} from mails
    where status = ${status} and (created_at, id) <
      (coalesce(${before?.createdAt ?? null}::timestamptz, 'infinity'),
        coalesce(${before?.id ?? null}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by created_at desc, id desc limit ${limit}`;
  return rows.map(parseMail);
}

export async function readMail(sql: Queryable, id: string): Promise<StoredMail | null> {
  const [row] = await sql`select ${columns(sql)} from mails where id = ${id} limit 1`;
  return row ? parseMail(row) : null;
}

/**
 * Queues a mail again that failed, if what it is about still works; one that is about nothing that
 * expires gets as much time as a new one.
 *
 * @param kinds those that are about nothing that expires
 * @returns whether it was so.
 */
export async function requeueMail(
  sql: Queryable,
  id: string,
  { now, kinds, until }: { now: Date; kinds: readonly string[]; until: Date },
): Promise<boolean> {
  const rows = await sql`
    with queued as (
      update mails set status = 'queued', next_attempt_at = ${now}, ended_at = null,
        deliver_before = case when kind = any(${[...kinds]}) then ${until} else deliver_before end
      where id = ${id} and status = 'failed' and sealed is not null
        and (deliver_before > ${now} or kind = any(${[...kinds]}))
      returning id
    )
    select pg_notify(${mailChannel}, '') from queued`;
  return rows.length > 0;
}

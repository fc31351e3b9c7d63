import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';

/** Which row, in which partition. */
interface MailKey {
  id: string;
  expiresAt: Date;
}

/** One attempt to send a mail. A later one of the same mail overrules it. */
export interface AttemptKey extends MailKey {
  attempt: number;
}

const claimedSchema = z.object({
  id: z.string(),
  expiresAt: z.date(),
  attempt: z.int(),
  kind: z.string(),
  language: z.string(),
  recipient: z.string(),
  sealed: bytes,
  createdAt: z.date(),
  deliverBefore: z.date(),
});

const parseClaimed = rowParser('mails', 'id', claimedSchema);

export type ClaimedMail = z.output<typeof claimedSchema>;

/**
 * Takes mails that are due, for one attempt each: until `leaseEnds` no other process takes them, and
 * from then on any may, for this one has died. One statement, which waits for no other.
 */
export async function claimMails(
  sql: Queryable,
  { limit, now, leaseEnds }: { limit: number; now: Date; leaseEnds: Date },
): Promise<ClaimedMail[]> {
  const rows = await sql`
    with due as (
      select id, expires_at from mails
      where status = 'queued' and next_attempt_at <= ${now} and deliver_before > ${now}
      order by next_attempt_at limit ${limit} for update skip locked
    )
    update mails set attempts = attempts + 1, next_attempt_at = ${leaseEnds}
    from due where mails.id = due.id and mails.expires_at = due.expires_at
    returning mails.id, mails.expires_at as "expiresAt", attempts as attempt, kind, language,
      recipient, sealed, created_at as "createdAt", deliver_before as "deliverBefore"`;
  return rows.map(parseClaimed);
}

/** The mail was handed over. @param keep whether what it says stays, for the pages of a development machine */
export async function markSent(
  sql: Queryable,
  { id, expiresAt, attempt }: AttemptKey,
  { now, keep }: { now: Date; keep: boolean },
): Promise<boolean> {
  const { count } = await sql`
    update mails set status = 'sent', ended_at = ${now}, last_error = null,
      sealed = case when ${keep} then sealed end
    where id = ${id} and expires_at = ${expiresAt} and status = 'queued' and attempts = ${attempt}`;
  return count === 1;
}

/** The attempt failed, and there will be another one. */
export async function markDelayed(
  sql: Queryable,
  { id, expiresAt, attempt }: AttemptKey,
  { reason, nextAttemptAt }: { reason: string; nextAttemptAt: Date },
): Promise<void> {
  await sql`
    update mails set next_attempt_at = ${nextAttemptAt}, last_error = ${reason}
    where id = ${id} and expires_at = ${expiresAt} and status = 'queued' and attempts = ${attempt}`;
}

/** The attempt failed for good. @returns false where a later attempt decides. */
export async function markFailed(
  sql: Queryable,
  { id, expiresAt, attempt }: AttemptKey,
  { reason, now }: { reason: string; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    update mails set status = 'failed', ended_at = ${now}, last_error = ${reason}
    where id = ${id} and expires_at = ${expiresAt} and status = 'queued' and attempts = ${attempt}`;
  return count === 1;
}

const parseExpired = rowParser(
  'mails',
  'id',
  z.object({ id: z.string(), kind: z.string(), lastError: z.string().nullable() }),
);

/** Gives up mails whose time is over, which no process is sending. @returns those. */
export async function expireMails(
  sql: Queryable,
  now: Date,
): Promise<ReturnType<typeof parseExpired>[]> {
  const rows = await sql`
    with late as (
      select id, expires_at from mails
      where status = 'queued' and next_attempt_at <= ${now} and deliver_before <= ${now}
      order by next_attempt_at limit 100 for update skip locked
    )
    update mails set status = 'expired', ended_at = ${now}, sealed = null
    from late where mails.id = late.id and mails.expires_at = late.expires_at
    returning mails.id, kind, last_error as "lastError"`;
  return rows.map(parseExpired);
}

export interface Backlog {
  /** At most `maxCounted`. */
  queued: number;
  /** When the oldest of them was caused. */
  oldest: Date | null;
  /** When the next attempt is due. */
  next: Date | null;
}

/** Counting more would take longer than it is worth. */
export const maxCounted = 10_000;

export async function readBacklog(sql: Queryable): Promise<Backlog> {
  const [row] = await sql<[Backlog]>`
    select
      (select count(*)::int from
        (select 1 from mails where status = 'queued' limit ${maxCounted}) counted) as queued,
      (select created_at from mails where status = 'queued' order by created_at limit 1) as oldest,
      (select next_attempt_at from mails
        where status = 'queued' order by next_attempt_at limit 1) as next`;
  return row;
}

/** Erases what mails say that were not sent and never will be. @returns how many. */
export async function eraseContents(sql: Queryable, deadSince: Date): Promise<number> {
  const { count } = await sql`
    update mails set sealed = null
    where sealed is not null and deliver_before <= ${deadSince} and status <> 'queued'`;
  return count;
}

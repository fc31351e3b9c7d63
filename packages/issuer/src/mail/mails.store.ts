import type { Queryable } from '../database/connection.ts';
import type { LimitBucket } from './limits.ts';
import { mailChannel } from './mail-channel.ts';

export interface NewMail {
  id: string;
  kind: string;
  language: string;
  recipient: string;
  sealed: Buffer;
  deliverBefore: Date;
  expiresAt: Date;
}

/** What PostgreSQL keeps of times, and a little more: adding intervals rounds. */
const tolerance = 0.001;

/**
 * Counts a mail in all its buckets and stores it, unless one of them is full: then it counts nowhere.
 * One statement, so that of many at once no more get through than are allowed, on whichever nodes;
 * in the order of the buckets, so that none waits for another in a circle.
 *
 * @param mail null to count alone
 * @returns when there is room again, or null when there was.
 */
export async function insertMail(
  sql: Queryable,
  mail: NewMail | null,
  buckets: readonly LimitBucket[],
  now: Date,
): Promise<Date | null> {
  const [row] = await sql<{ retryAt: Date | null; counted: number; woken: number }[]>`
    with asked as (
      select bucket, seconds * interval '1 second' as period,
        seconds / max * interval '1 second' as share
      from unnest(${buckets.map(({ name }) => name)}::text[],
        ${buckets.map(({ max }) => max)}::float8[],
        ${buckets.map(({ seconds }) => seconds)}::float8[]
      ) as asked (bucket, max, seconds)
    ), full_ones as (
      select max(known.empty_at + share - period) as until
      from asked join mail_limits known using (bucket)
      where known.empty_at + share > ${now}::timestamptz + period + ${tolerance} * interval '1 second'
    ), counted as (
      insert into mail_limits as known (bucket, empty_at)
      select bucket, ${now}::timestamptz + share from asked
      where (select until from full_ones) is null order by bucket
      on conflict (bucket) do update
        set empty_at = greatest(known.empty_at, ${now}) + (excluded.empty_at - ${now}::timestamptz)
        where greatest(known.empty_at, ${now}) + (excluded.empty_at - ${now}::timestamptz)
          <= ${now}::timestamptz + ${tolerance} * interval '1 second'
            + (select period from asked where asked.bucket = known.bucket)
      returning 1
    ), stored as (
      insert into mails (id, kind, language, recipient, sealed, created_at, next_attempt_at,
        deliver_before, expires_at)
      select id, kind, language, recipient, sealed, ${now}, ${now}, deliver_before, expires_at
      from (values (${mail?.id ?? null}::uuid, ${mail?.kind ?? null}, ${mail?.language ?? null},
        ${mail?.recipient ?? null}, ${mail?.sealed ?? null}::bytea,
        ${mail?.deliverBefore ?? null}::timestamptz, ${mail?.expiresAt ?? null}::timestamptz)
      ) as mail (id, kind, language, recipient, sealed, deliver_before, expires_at)
      where id is not null and (select count(*) from counted) = ${buckets.length}
      returning id
    ), woken as (select pg_notify(${mailChannel}, '') from stored)
    select (select until from full_ones) as "retryAt", (select count(*) from counted)::int as counted,
      (select count(*) from woken)::int as woken`;
  const { retryAt, counted } = row!;
  if (retryAt) return retryAt;
  // Others were faster, and filled a bucket between the look and the count.
  return counted === buckets.length ? null : new Date(now.getTime() + 1_000);
}

/** Drops buckets that are empty. @returns how many. */
export async function deleteEmptyBuckets(sql: Queryable, now: Date): Promise<number> {
  const { count } = await sql`delete from mail_limits where empty_at <= ${now}`;
  return count;
}

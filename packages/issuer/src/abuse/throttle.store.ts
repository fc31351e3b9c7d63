import type { Queryable } from '../database/connection.ts';
import type { Bucket, Levels } from './throttle.ts';

/** The longest wait, in seconds. */
const maxDelay = 900;

/**
 * Counts an attempt as failed before it is made, in all its buckets, unless one of them has to wait:
 * an attempt that is not made counts nowhere, so that hammering at one account slows nothing else.
 *
 * One statement, so that attempts made at the same time are all counted, on whichever nodes, and in
 * the order of the buckets, so that none of them waits for another in a circle.
 *
 * @returns when to come back, or null when the attempt may be made.
 */
export async function countAttempt(
  sql: Queryable,
  buckets: readonly Bucket[],
  now: Date,
): Promise<Date | null> {
  const [row] = await sql<{ retryAt: Date | null; counted: number }[]>`
    with asked as (
      select * from unnest(${buckets.map(({ name }) => name)}::text[],
        ${buckets.map(({ free }) => free)}::float8[],
        ${buckets.map(({ forgetSeconds }) => forgetSeconds)}::float8[]
      ) as asked (bucket, free, forget_seconds)
    ), blocked as (
      select max(blocked_until) as until from sign_in_throttles
      where bucket in (select bucket from asked) and blocked_until > ${now}
    ), counted as (
      insert into sign_in_throttles as known (bucket, level, counted_at, blocked_until, forget_at)
      select bucket, 1, ${now}, '-infinity', ${now}::timestamptz + forget_seconds * interval '1 second'
      from asked where (select until from blocked) is null order by bucket
      on conflict (bucket) do update set (level, counted_at, blocked_until, forget_at) = (
        select next.level, ${now}::timestamptz,
          case when round(next.level) < free then '-infinity' else ${now}::timestamptz
            + least(${maxDelay}, power(2, least(round(next.level) - free, 10))) * interval '1 second' end,
          ${now}::timestamptz + next.level * forget_seconds * interval '1 second'
        from asked cross join lateral (select 1 + greatest(0, known.level
          - extract(epoch from ${now}::timestamptz - known.counted_at) / forget_seconds) as level
        ) as next
        where asked.bucket = known.bucket)
        where known.blocked_until <= ${now}
      returning 1
    )
    select (select until from blocked) as "retryAt", (select count(*) from counted)::int as counted`;
  const { retryAt, counted } = row!;
  if (retryAt) return retryAt;
  // Others were faster, and filled a bucket between the look and the count.
  return counted === buckets.length ? null : new Date(now.getTime() + 1000);
}

/** Of these buckets those that have failures which are not forgotten. */
export async function readLevels(
  sql: Queryable,
  buckets: readonly Bucket[],
  now: Date,
): Promise<Levels> {
  const rows = await sql<{ bucket: string; level: number }[]>`
    select bucket, level - extract(epoch from ${now}::timestamptz - counted_at)::float8
      / forget_seconds as level
    from unnest(${buckets.map(({ name }) => name)}::text[],
      ${buckets.map(({ forgetSeconds }) => forgetSeconds)}::float8[]
    ) as asked (name, forget_seconds)
    cross join lateral (
      select * from sign_in_throttles where bucket = name limit 1
    ) known`;
  return new Map(rows.map(({ bucket, level }) => [bucket, Math.max(0, level)]));
}

/** Takes back an attempt that was counted and did not fail. */
export async function uncountAttempt(sql: Queryable, buckets: readonly Bucket[]): Promise<void> {
  await sql`
    with touched as (
      select bucket from sign_in_throttles
      where bucket = any(${buckets.map(({ name }) => name)}) order by bucket for update
    )
    update sign_in_throttles set level = greatest(0, level - 1), blocked_until = '-infinity'
    where bucket in (select bucket from touched)`;
}

export async function deleteBuckets(sql: Queryable, names: readonly string[]): Promise<void> {
  await sql`delete from sign_in_throttles where bucket = any(${[...names]})`;
}

export async function deleteForgotten(sql: Queryable, now: Date): Promise<number> {
  const { count } = await sql`delete from sign_in_throttles where forget_at <= ${now}`;
  return count;
}

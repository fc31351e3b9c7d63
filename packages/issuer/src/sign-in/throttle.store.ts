import type { Queryable } from '../database/connection.ts';
import { emailKey } from '../directory/users/email-address.ts';
import type { Count, Counts } from './throttle.ts';

/**
 * Counts an attempt as failed before it is made, for its account and its address at once. One
 * statement, so that attempts made at the same time are all counted, on whichever nodes; in the
 * order of the keys, so that none of them waits for another in a circle.
 *
 * An account is counted by the e-mail address that was typed, whether or not it has one, so that
 * being throttled tells nothing; hashed, because people type passwords there.
 */
export async function countAttempt(
  sql: Queryable,
  { email, addressKey }: { email: string; addressKey: string },
  now: Date,
  windowEnds: Date,
): Promise<Counts> {
  const [one, other] = await sql<[Count, Count]>`
    with attempt (key) as (
      values (${addressKey}), ('sign-in account ' ||
        encode(sha256(convert_to(${emailKey(email)}::text, 'UTF8')), 'base64'))
    )
    insert into throttles (key, failures, window_ends)
    select key, 1, ${windowEnds} from attempt order by key
    on conflict (key) do update set
      failures = case when throttles.window_ends > ${now} then throttles.failures + 1 else 1 end,
      window_ends = case when throttles.window_ends > ${now}
        then throttles.window_ends else excluded.window_ends end
    returning key, failures, window_ends as "windowEnds"`;
  return one.key === addressKey
    ? { address: one, account: other }
    : { address: other, account: one };
}

/** Forgets the failures at an account. */
export async function forgetFailures(sql: Queryable, key: string): Promise<void> {
  await sql`delete from throttles where key = ${key}`;
}

/** Takes back one attempt that was counted and did not fail. */
export async function uncountAttempt(sql: Queryable, key: string): Promise<void> {
  await sql`update throttles set failures = failures - 1 where key = ${key} and failures > 0`;
}

/** Clears what has run out. @returns how many rows that were. */
export async function deleteExpiredThrottles(sql: Queryable, now: Date): Promise<number> {
  const { count } = await sql`delete from throttles where window_ends <= ${now}`;
  return count;
}

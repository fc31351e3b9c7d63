import type { Context } from '../context.ts';
import {
  countAttempt,
  deleteBuckets,
  deleteForgotten,
  readLevels,
  uncountAttempt,
} from './throttle.store.ts';
import {
  type Bucket,
  bucketsOf,
  failuresIn,
  type Guesser,
  type PasswordGuesser,
  secondsUntil,
} from './throttle.ts';

export type Admission =
  | { admitted: true; buckets: Bucket[] }
  /** In so many seconds the next attempt may be made. */
  | { admitted: false; retryAfter: number };

type Dependencies = Pick<Context, 'sql' | 'clock' | 'secrets'>;

/** Counts an attempt as failed, before it is made, or says how long to wait. */
export async function admitGuess(guesser: Guesser, context: Dependencies): Promise<Admission> {
  const { sql, clock, secrets } = context;
  const now = clock.now();
  const buckets = bucketsOf(guesser, secrets.signIn);
  const retryAt = await countAttempt(sql, buckets, now);
  return retryAt
    ? { admitted: false, retryAfter: secondsUntil(retryAt, now) }
    : { admitted: true, buckets };
}

/** The attempt was right: what failed before it at this account, from here, is forgotten. */
export async function forgiveGuesses(
  buckets: readonly Bucket[],
  { sql }: Pick<Context, 'sql'>,
): Promise<void> {
  const forgiven = buckets.filter(({ forgivable }) => forgivable).map(({ name }) => name);
  await deleteBuckets(sql, forgiven);
  await takeBackGuess(
    buckets.filter(({ forgivable }) => !forgivable),
    { sql },
  );
}

/** The attempt came to nothing: the password was not looked at. */
export const takeBackGuess = (
  buckets: readonly Bucket[],
  { sql }: Pick<Context, 'sql'>,
): Promise<void> => uncountAttempt(sql, buckets);

/** How many failures count against a stranger at an account; none in a browser that it knows. */
export async function failuresAgainst(
  guesser: PasswordGuesser,
  { sql, clock, secrets }: Dependencies,
): Promise<number> {
  if (guesser.device !== null) return 0;
  const buckets = bucketsOf(guesser, secrets.signIn);
  return failuresIn(await readLevels(sql, buckets, clock.now()), buckets);
}

/** Drops what has run out. @returns how many rows that were. */
export const forgetThrottles = (now: Date, { sql }: Pick<Context, 'sql'>): Promise<number> =>
  deleteForgotten(sql, now);

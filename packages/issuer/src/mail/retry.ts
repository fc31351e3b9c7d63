import type { RetryPolicy } from './mail-settings.ts';

/**
 * When to try again after so many failures: the wait doubles, up to its maximum, and varies by a fifth, so
 * that mails that failed together do not come together again.
 *
 * @param random a byte
 */
export function nextAttempt(
  attempts: number,
  { first, max }: Pick<RetryPolicy, 'first' | 'max'>,
  now: Date,
  random: number,
): Date {
  const wait = Math.min(max, first * 2 ** Math.min(attempts - 1, 30));
  return new Date(now.getTime() + wait * 1_000 * (0.8 + (0.4 * random) / 255));
}

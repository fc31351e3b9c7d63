import { secondsAfter } from '../runtime/clock.ts';
import type { Lifetimes } from '../settings.ts';
import type { Grant } from './grant.ts';

/**
 * Until when a refresh token works that is not used again: it ends with its grant, and with the
 * session that the grant was made in, unless that has the scope `offline_access`.
 */
export function refreshableUntil(
  { expiresAt, sessionExpiresAt }: Pick<Grant, 'expiresAt' | 'sessionExpiresAt'>,
  now: Date,
  { refreshIdle, sessionIdle }: Pick<Lifetimes, 'refreshIdle' | 'sessionIdle'>,
): Date {
  const ends = [secondsAfter(now, refreshIdle), expiresAt];
  if (sessionExpiresAt) ends.push(secondsAfter(now, sessionIdle), sessionExpiresAt);
  return ends.reduce((first, end) => (end < first ? end : first));
}

import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import { secondsAfter } from '../runtime/clock.ts';
import {
  type ListedSession,
  readSessions,
  readUserOfSession,
  type SessionsQuery,
} from './all-sessions.store.ts';

/** One page of where people are signed in; what was left is not. @param seenAfter null: any */
export function listAllSessions(
  query: Omit<SessionsQuery, 'seenAfter'> & { seenAfter: Date | null },
  { sql, clock, settings }: Pick<Context, 'sql' | 'clock' | 'settings'>,
): Promise<{ items: ListedSession[]; next: SessionsQuery['before'] }> {
  const now = clock.now();
  const idleSince = secondsAfter(now, -settings.lifetimes.sessionIdle);
  const seenAfter =
    query.seenAfter !== null && query.seenAfter > idleSince ? query.seenAfter : idleSince;
  return readSessions(sql, { ...query, seenAfter }, now);
}

/** @throws OAuthError `not_found` */
export async function requireUserOfSession(
  id: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<string> {
  const userId = await readUserOfSession(sql, id);
  if (userId === null) {
    throw new OAuthError('not_found', 'There is no such session. It may have expired.');
  }
  return userId;
}

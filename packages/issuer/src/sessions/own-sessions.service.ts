import type { Context } from '../context.ts';
import { secondsAfter } from '../runtime/clock.ts';
import type { Session } from './session.ts';
import { type OpenSession, readOpenSession, readOpenSessions } from './sessions.store.ts';

export interface SessionPage {
  /** The one that the person looks at the list in. */
  here: OpenSession | null;
  /** One page of the others, the one that was seen last first. */
  others: OpenSession[];
  more: boolean;
}

/** No session has it. */
const none = '00000000-0000-0000-0000-000000000000';

/** One page of all the sessions of a user, for an administrator. @param after the last one of the page before */
export async function listSessionsOf(
  userId: string,
  page: { after: { seenAt: Date; id: string } | null; limit: number },
  context: Pick<Context, 'sql' | 'clock' | 'settings'>,
): Promise<{ sessions: OpenSession[]; more: boolean }> {
  const { others, more } = await listSessions({ id: none, userId }, page, context);
  return { sessions: others, more };
}

/** Where a person is signed in. @param after the last one of the page before */
export async function listSessions(
  session: Pick<Session, 'id' | 'userId'>,
  { after, limit }: { after: { seenAt: Date; id: string } | null; limit: number },
  { sql, clock, settings }: Pick<Context, 'sql' | 'clock' | 'settings'>,
): Promise<SessionPage> {
  const now = clock.now();
  const idleSince = secondsAfter(now, -settings.lifetimes.sessionIdle);
  const query = { userId: session.userId, except: session.id, after, limit: limit + 1 };
  const [here, others] = await Promise.all([
    after === null ? readOpenSession(sql, session.id) : null,
    readOpenSessions(sql, query, { now, idleSince }),
  ]);
  return { here, others: others.slice(0, limit), more: others.length > limit };
}

import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { clearCookie, readCookie, writeCookie } from '../http/cookies.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../tokens/opaque-token.ts';
import type { Session } from './session.ts';
import { insertSession, touchSession } from './sessions.store.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>;

/**
 * Signs a user in: a new session with a new cookie, whatever the browser held before, so that
 * nobody can plant a session on somebody else.
 *
 * @param amr how they proved who they are (RFC 8176): `pwd`, `fed` for an upstream provider.
 */
export async function startSession(
  request: Request,
  { userId, amr }: { userId: string; amr: string[] },
  { sql, clock, random, settings }: Dependencies,
): Promise<Session> {
  const token = random.bytes(32).toString('base64url');
  const now = clock.now();
  const session: Session = { id: random.uuid(), userId, amr, authTime: now };
  const expiresAt = secondsAfter(now, settings.lifetimes.sessionAbsolute);
  await insertSession(sql, { ...session, tokenHash: sha256(token), seenAt: now, expiresAt });
  writeCookie(request, 'sp_session', token);
  return session;
}

/** The session of this browser, if it lives and its user may sign in. */
export async function currentSession(
  request: Request,
  { sql, clock, settings }: Pick<Context, 'sql' | 'clock' | 'settings'>,
): Promise<Session | null> {
  const token = readCookie(request, 'sp_session');
  if (!token) return null;
  return touchSession(sql, sha256(token), clock.now(), settings.lifetimes.sessionIdle);
}

export const forgetSession = (request: Request): void => clearCookie(request, 'sp_session');

import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../runtime/sha256.ts';
import { endSessions } from '../sessions/end-sessions.service.ts';
import type { Session, SessionCookie } from '../sessions/session.ts';
import {
  deleteOldImpersonations,
  readActing,
  readActorOf,
  readHeldActing,
} from './impersonations.store.ts';

type Cookie = Pick<SessionCookie, 'read'>;

/**
 * The session in which the administrator of this browser acts as another person, while they may. What does
 * not ask for it does not know it, and goes on with their own.
 */
export async function actingSession(
  cookie: Cookie,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<(Session & Required<Pick<Session, 'impersonation'>>) | null> {
  const token = cookie.read();
  const found = token ? await readActing(sql, sha256(token), clock.now()) : null;
  if (!found) return null;
  const { impersonation: id, actorId, name, email, ...session } = found;
  const impersonation = { id, actorId, as: { name, email } };
  return { ...session, mustChangePassword: false, impersonation };
}

export interface HeldActing {
  sessionId: string;
  userId: string;
  actorId: string;
}

/** What this browser could end, whether or not it is over. */
export async function heldActing(
  cookie: Cookie,
  { sql }: Pick<Context, 'sql'>,
): Promise<HeldActing | null> {
  const token = cookie.read();
  return token ? readHeldActing(sql, sha256(token)) : null;
}

/** The administrator acts as the person no more. Returns when no gateway accepts a token of it. */
export const endActing = (
  { sessionId, userId, actorId }: HeldActing,
  context: Pick<Context, 'changes' | 'clock'>,
): Promise<void> =>
  endSessions({ ids: [sessionId], userId }, context, {
    actor: `user:${actorId}`,
    permit: () => Promise.resolve(),
  });

/**
 * The administrator by whom a grant was made, where it was not the person.
 *
 * @throws OAuthError `invalid_grant` where they may not act as the person any more
 */
export async function actorOfGrant(
  { impersonation: id }: { impersonation: string | null },
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<{ id: string; actorId: string } | null> {
  if (id === null) return null;
  const actorId = await readActorOf(sql, id, clock.now());
  if (actorId === null) {
    throw new OAuthError('invalid_grant', 'Nobody acts as this person any more. Sign in again.');
  }
  return { id, actorId };
}

const day = 86_400_000;

/** A day after their end; the audit log has them. */
export const forgetImpersonations = (now: Date, { sql }: Pick<Context, 'sql'>): Promise<void> =>
  deleteOldImpersonations(sql, new Date(now.getTime() - day));

import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { tellInOwnLanguage } from '../mail/tell-in-own-language.service.ts';
import { routes } from '../routes.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { Session, SessionCookie } from '../sessions/session.ts';
import { insertSessionOfActor } from '../sessions/session-of-actor.service.ts';
import { holdSession } from '../sessions/sessions.service.ts';
import {
  beginOffered,
  type OfferedImpersonation,
  readActorOf,
  readOffered,
} from './impersonations.store.ts';
import { requireOrdinary } from './offer-impersonation.service.ts';

/** What this administrator could begin now; null where there is none, or it is not theirs. */
export const findOffered = (
  id: string,
  own: Pick<Session, 'userId'>,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<OfferedImpersonation | null> =>
  readOffered(sql, { id, actorId: own.userId, now: clock.now() });

/**
 * Begins to act as another person, with a session and a cookie of its own. What the session is worth is what
 * the administrator has shown. The person is told in the same transaction.
 *
 * @param own the session of the administrator in this browser
 * @returns false where it was begun before, is over, or may not be any more
 */
export async function beginImpersonation(
  { id, userId, reason }: OfferedImpersonation,
  own: Session,
  cookie: Pick<SessionCookie, 'write'>,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'mail' | 'settings'>,
): Promise<boolean> {
  const { sql, clock, random } = context;
  const token = random.bytes(32).toString('base64url');
  const sessionId = random.uuid();
  const begin = async (tx: Transaction) => {
    const now = clock.now();
    const actorId = own.userId;
    const person = await requireOrdinary(tx, userId, now);
    if (!(await holdSession(tx, own, now))) return false;
    const beginning = {
      id,
      actorId,
      tokenHash: sha256(token),
      sessionId,
      actorSessionId: own.id,
      now,
    };
    const expiresAt = await beginOffered(tx, beginning);
    if (!expiresAt) return false;
    if ((await readActorOf(tx, id, now)) === null) throw new NoMore();
    const { amr, acr, proofs, authTime } = own;
    const session = { id: sessionId, userId, amr, acr, proofs, authTime, expiresAt };
    await insertSessionOfActor(tx, session, { now, random });
    await recordAudit(tx, {
      ...{ at: now, action: 'impersonation.start', actor: `user:${actorId}` },
      subjects: [`user:${userId}`, `session:${sessionId}`],
      detail: { reason, until: expiresAt.toISOString(), acr },
    });
    await tellInOwnLanguage(
      tx,
      {
        ...{ kind: 'impersonated', to: person },
        parameters: () => ({
          ...{ at: now, until: expiresAt, reason },
          link: context.settings.url + routes.accountSection('sessions'),
        }),
      },
      context,
    );
    return true;
  };
  try {
    const isBegun = await sql.begin(begin);
    if (isBegun) cookie.write(token);
    return isBegun;
  } catch (error) {
    if (error instanceof NoMore || isRefusal(error)) return false;
    throw error;
  }
}

/** Undoes the transaction: the administrator has lost the permission meanwhile. */
class NoMore extends Error {}

const isRefusal = (error: unknown): boolean =>
  error instanceof OAuthError &&
  (error.code === 'not_found' || error.code === 'insufficient_scope');

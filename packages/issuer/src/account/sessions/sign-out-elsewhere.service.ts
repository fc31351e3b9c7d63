import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { holdAccount } from '../../directory/users/accounts.service.ts';
import { signOutElsewhere } from '../../directory/users/sign-out.service.ts';
import type { Session } from '../../sessions/session.ts';
import { holdSession } from '../../sessions/sessions.service.ts';

/**
 * Ends every session of a person but the one that they ask in, with all tokens outside of it. Returns when
 * no gateway accepts one of them any more.
 *
 * @returns false when the session that they asked in has ended meanwhile: then nothing is ended by it
 */
export function endOthers(
  session: Session,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<boolean> {
  const { id, userId } = session;
  return changes.takeAway(async (tx) => {
    const now = clock.now();
    const isSignedIn = (await holdAccount(tx, userId)) && (await holdSession(tx, session, now));
    if (!isSignedIn) return { value: false, tags: [] };
    await signOutElsewhere(tx, { userId, sessionId: id }, now);
    const person = `user:${userId}` as const;
    await recordAudit(tx, {
      at: now,
      action: 'session.end_others',
      actor: person,
      subjects: [person, `session:${id}`],
    });
    return { value: true, tags: [person] };
  });
}

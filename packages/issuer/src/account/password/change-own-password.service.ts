import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { holdAccount, setPassword } from '../../directory/users/accounts.service.ts';
import { hashPassword } from '../../directory/users/password.ts';
import { routes } from '../../routes.ts';
import type { Session } from '../../sessions/session.ts';
import { holdSession } from '../../sessions/sessions.service.ts';

export interface NewOwnPassword {
  password: string;
  /** What becomes of all that the person is signed in with elsewhere. */
  others: 'end' | 'keep';
  session: Session;
  /** Read before what entitles the person to do this was checked. */
  credentialVersion: number;
  /** BCP 47, for the mail that tells of it. */
  language: string;
}

type Dependencies = Pick<Context, 'clock' | 'random' | 'changes' | 'mail' | 'settings'>;

/**
 * Sets the password of a person who is signed in. Links in mails and sign-ins that are half-way die. The
 * session that it is done in goes on.
 *
 * @returns false when that session has ended, or something was taken away from the person meanwhile
 */
export async function changeOwnPassword(
  { password, others, session, credentialVersion, language }: NewOwnPassword,
  { changes, clock, random, mail, settings }: Dependencies,
): Promise<boolean> {
  const passwordHash = await hashPassword(password, random);
  const { userId } = session;
  return changes.takeAway(async (tx) => {
    const now = clock.now();
    const account = await holdAccount(tx, userId);
    const isEntitled =
      account?.credentialVersion === credentialVersion && (await holdSession(tx, session, now));
    if (!isEntitled) return { value: false, tags: [] };
    const sessions = others === 'end' ? { endAllBut: session.id } : 'keep';
    await setPassword(tx, { userId, passwordHash }, sessions, now);
    const person = `user:${userId}` as const;
    await recordAudit(tx, {
      at: now,
      action: 'user.change_password',
      actor: person,
      subjects: [person],
      detail: { by: 'account', sessions: others === 'end' ? 'end_others' : 'keep' },
    });
    if (mail.canSend) {
      await mail.queue(tx, {
        kind: 'password-changed',
        to: account.email,
        language: account.locale ?? language,
        network: null,
        expiresAt: null,
        parameters: { at: now, link: settings.url + routes.account },
      });
    }
    return { value: true, tags: [person] };
  });
}

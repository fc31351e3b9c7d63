import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { passwordAge, setPassword } from '../../directory/users/accounts.service.ts';
import { tellOwner } from '../../mail/tell-owner.service.ts';
import { routes } from '../../routes.ts';
import { changeOwn, type OwnChange } from '../own-change.service.ts';
import { LastWayError, requireAWayIn } from '../way-in.service.ts';

export type PasswordRemoved =
  /** Also where there is none any more. */
  | 'removed'
  /** The session has ended, or something was taken away from the person meanwhile. */
  | 'too_late'
  /** There is no other way to sign in. */
  | 'last_way';

/**
 * Takes the password away from a person who asks for it and can sign in otherwise. What they are signed in
 * with elsewhere ends; the session that it is done in goes on.
 */
export async function removeOwnPassword(
  change: OwnChange,
  context: Pick<Context, 'changes' | 'clock' | 'mail' | 'settings'>,
): Promise<PasswordRemoved> {
  try {
    const removed = await changeOwn<'removed'>(
      change,
      async (tx, { account, person, now }) => {
        const { userId } = account;
        if (!(await passwordAge(userId, { sql: tx })).hasPassword) return 'removed';
        const none = { userId, passwordHash: null };
        await setPassword(tx, none, { endAllBut: change.session.id }, now);
        await requireAWayIn(tx, userId, context);
        const event = { at: now, action: 'user.remove_password', actor: person } as const;
        await recordAudit(tx, { ...event, subjects: [person] });
        const parameters = { at: now, link: context.settings.url + routes.account };
        const { language } = change;
        const mail = { kind: 'password-removed', to: account, language, parameters } as const;
        await tellOwner(tx, mail, context);
        return 'removed';
      },
      context,
    );
    return removed ?? 'too_late';
  } catch (error) {
    if (error instanceof LastWayError) return 'last_way';
    throw error;
  }
}

import type { Context } from '../../context.ts';
import { hashPassword } from '../../directory/users/password.ts';
import { setOwnPassword, tellOfNewPassword } from '../../own-password/set-own-password.service.ts';
import { changeOwn, type OwnChange } from '../own-change.service.ts';

export interface NewOwnPassword extends OwnChange {
  password: string;
  /** What becomes of all that the person is signed in with elsewhere. */
  others: 'end' | 'keep';
}

type Dependencies = Pick<Context, 'clock' | 'random' | 'changes' | 'mail' | 'settings'>;

/**
 * Sets the password of a person who is signed in. Links in mails and sign-ins that are half-way die. The
 * session that it is done in goes on.
 *
 * @returns false when that session has ended, or something was taken away from the person meanwhile
 */
export async function changeOwnPassword(
  { password, others, ...change }: NewOwnPassword,
  context: Dependencies,
): Promise<boolean> {
  const passwordHash = await hashPassword(password, context);
  const sessions = others === 'end' ? { endAllBut: change.session.id } : 'keep';
  const isSet = await changeOwn<true>(
    change,
    async (tx, { account, now }) => {
      const { userId } = account;
      await setOwnPassword(tx, { userId, passwordHash, by: 'account' }, sessions, now);
      await tellOfNewPassword(tx, account, { at: now, language: change.language }, context);
      return true;
    },
    context,
  );
  return isSet ?? false;
}

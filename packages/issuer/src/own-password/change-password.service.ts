import type { Proven } from '../assurance/proof.ts';
import type { Context } from '../context.ts';
import { holdAccount } from '../directory/users/accounts.service.ts';
import { hashPassword } from '../directory/users/password.ts';
import { carryProofs, type ProofPlace } from '../interactions/interactions.service.ts';
import { setOwnPassword, tellOfNewPassword } from './set-own-password.service.ts';

type Dependencies = Pick<Context, 'clock' | 'random' | 'changes' | 'mail' | 'settings'>;

/**
 * Sets the password that a person has chosen in place of an administrator's. What they have proved in this
 * sign-in goes on counting; everything else that was opened with the old one ends.
 *
 * @param signIn with the language of the page (BCP 47), for people who have chosen none
 * @returns false when something else was taken away from them meanwhile
 */
export async function changePassword(
  password: string,
  { userId, credentialVersion }: Proven,
  { language, ...signIn }: ProofPlace & { language: string },
  context: Dependencies,
): Promise<boolean> {
  const { clock, changes } = context;
  const passwordHash = await hashPassword(password, context);
  return changes.takeAway<boolean>(async (tx) => {
    const now = clock.now();
    const account = await holdAccount(tx, userId);
    if (account?.credentialVersion !== credentialVersion) return { value: false, tags: [] };
    await setOwnPassword(tx, { userId, passwordHash, by: 'forced' }, 'end', now);
    await tellOfNewPassword(tx, account, { at: now, language }, context);
    const versions = { from: credentialVersion, to: credentialVersion + 1 };
    await carryProofs(tx, signIn, { userId, ...versions }, now);
    return { value: true, tags: [`user:${userId}`] };
  });
}

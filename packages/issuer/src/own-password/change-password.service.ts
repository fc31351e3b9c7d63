import type { Proven } from '../assurance/proof.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { holdAccount, setPassword } from '../directory/users/accounts.service.ts';
import { hashPassword } from '../directory/users/password.ts';
import { carryProofs, type ProofPlace } from '../interactions/interactions.service.ts';

type Dependencies = Pick<Context, 'clock' | 'random' | 'changes'>;

/**
 * Sets the password that a person has chosen in place of an administrator's. What they have proved in this
 * sign-in goes on counting; everything else that was opened with the old one ends.
 *
 * @returns false when something else was taken away from them meanwhile
 */
export async function changePassword(
  password: string,
  { userId, credentialVersion }: Proven,
  signIn: ProofPlace,
  { clock, random, changes }: Dependencies,
): Promise<boolean> {
  const passwordHash = await hashPassword(password, random);
  return changes.takeAway(async (tx) => {
    const now = clock.now();
    const account = await holdAccount(tx, userId);
    if (account?.credentialVersion !== credentialVersion) return { value: false, tags: [] };
    await setPassword(tx, { userId, passwordHash }, 'end', now);
    const versions = { from: credentialVersion, to: credentialVersion + 1 };
    await carryProofs(tx, signIn, { userId, ...versions }, now);
    const person = `user:${userId}` as const;
    await recordAudit(tx, {
      at: now,
      action: 'user.change_password',
      actor: person,
      subjects: [person],
      detail: { by: 'forced', sessions: 'end' },
    });
    return { value: true, tags: [person] };
  });
}

import { reaches } from '@sallyport/protocol/acr.ts';
import { assuranceOf } from '../assurance/assurance.ts';
import { bestProof } from '../assurance/proof.ts';
import { readFactors } from '../authorize/read-factors.service.ts';
import type { Transaction } from '../database/connection.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';

/** The person would not reach any more what the policy demands of everyone. */
export class LastFactorError extends Error {}

/**
 * Called where a second factor has just been taken away from a person, in the transaction that holds their
 * account: of two that are removed at the same moment, one is the last.
 *
 * @throws LastFactorError where the policy demands more than what they have left; the transaction ends.
 */
export async function requireSecondFactor(tx: Transaction, userId: string): Promise<void> {
  const { acr } = await readPolicy(tx, signInPolicy);
  if (acr === 'aal1') return;
  const { factors } = await readFactors(userId, { sql: tx });
  const at = new Date(0);
  const isEnough = factors.some((method) => {
    const proofs = [bestProof('password', at), bestProof(method, at)];
    return reaches(assuranceOf(proofs).acr, acr);
  });
  if (isEnough) return;
  throw new LastFactorError('The policy demands a second factor.');
}

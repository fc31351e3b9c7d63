import type { Context } from '../context.ts';
import { setGroupsOfProvider } from '../directory/users/provider-groups.service.ts';
import { type ProofPlace, recordProof } from '../interactions/interactions.service.ts';
import type { Outcome } from './complete-sign-in.service.ts';

/**
 * Keeps the proof, and in the same transaction the groups that the provider says: no session stands on the
 * proof before they are true at every gateway. Where the person goes no further, what was taken stays
 * taken.
 *
 * @returns false when the interaction is over.
 */
export function recordSignIn(
  place: ProofPlace,
  { signIn, groups }: Extract<Outcome, { kind: 'sign_in' }>,
  context: Pick<Context, 'sql' | 'clock' | 'changes'>,
): Promise<boolean> {
  const { clock, changes } = context;
  if (groups === null) return recordProof(place, signIn, context);
  return changes.takeAway<boolean>(async (tx) => {
    const tags = await setGroupsOfProvider(tx, groups, clock.now());
    return { value: await recordProof(place, signIn, { clock, sql: tx }), tags };
  });
}

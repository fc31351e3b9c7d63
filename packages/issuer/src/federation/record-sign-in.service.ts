import type { MakeChange } from '../changes/changes.service.ts';
import type { Context } from '../context.ts';
import { setGroupsOfProvider } from '../directory/users/provider-groups.service.ts';
import { keepProfileInStep } from '../directory/users/provider-profile.service.ts';
import { type ProofPlace, recordProof } from '../interactions/interactions.service.ts';
import type { Outcome } from './complete-sign-in.service.ts';

/**
 * Keeps the proof, and in the same transaction the groups that the provider says, and the profile where it
 * is kept in step: no session stands on the proof before the groups are true at every gateway. Where the
 * person goes no further, what was taken stays taken.
 *
 * @returns false when the interaction is over.
 */
export function recordSignIn(
  place: ProofPlace,
  { signIn, groups, profile }: Extract<Outcome, { kind: 'sign_in' }>,
  context: Pick<Context, 'sql' | 'clock' | 'changes'>,
): Promise<boolean> {
  const { clock, changes } = context;
  if (groups === null && profile === null) return recordProof(place, signIn, context);
  const { userId, proof } = signIn;
  const make: MakeChange = groups === null ? changes.give : changes.takeAway;
  return make<boolean>(async (tx) => {
    const now = clock.now();
    const provider = proof.provider!;
    // The user first: unlinking an identity locks them in this order.
    const tags = [
      ...(profile ? await keepProfileInStep(tx, { userId, provider, profile }, now) : []),
      ...(groups ? await setGroupsOfProvider(tx, groups, now) : []),
    ];
    return { value: await recordProof(place, signIn, { clock, sql: tx }), tags };
  });
}

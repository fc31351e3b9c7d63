import type { Context } from '../context.ts';
import { getAccount } from '../directory/users/accounts.service.ts';
import { type ProofPlace, recordProof } from '../interactions/interactions.service.ts';
import { tellOwner } from '../mail/tell-owner.service.ts';
import { mailBrandIn } from '../one-time-codes/mail-brand.service.ts';
import { type Added, addPasskey, findAdded, type SettingUp } from '../passkeys/passkeys.service.ts';
import { routes } from '../routes.ts';
import type { Entitlement } from '../sessions/entitlement.ts';
import { codesFrom, giveFirstRecoveryCodes } from './factors.service.ts';

export type EnrolledPasskey = Added & {
  /** Of a form that was sent twice, the same ones; none where the person had some before. */
  recoveryCodes: string[];
};

/** How the page and the mail call it. */
export interface PasskeyWords {
  /** Where the kind of authenticator has no name that people know. */
  otherwiseCalled: string;
  /** BCP 47, for the mail. */
  language: string;
  /** What the mail calls it, by its name. */
  factorNamed(name: string): string;
}

/**
 * Keeps a passkey that a browser has made, and codes on paper for when it is gone, where the person has
 * none. A mail tells of it.
 *
 * @param signIn where it is a proof, too; null outside of a sign-in
 */
export async function enrolPasskey(
  sent: string,
  person: SettingUp & Entitlement,
  signIn: ProofPlace | null,
  { otherwiseCalled, language, factorNamed }: PasskeyWords,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail'>,
): Promise<EnrolledPasskey> {
  let recoveryCodes: string[] = [];
  const brand = await mailBrandIn(signIn, context);
  const added = await addPasskey(
    sent,
    person,
    {
      otherwiseCalled,
      more: async (tx, { name, userVerified, seed, now: at }) => {
        const { userId, credentialVersion } = person;
        recoveryCodes = await giveFirstRecoveryCodes(tx, userId, { ...context, seed });
        if (signIn) {
          const proof = { method: 'passkey', userVerified } as const;
          await recordProof(signIn, { userId, credentialVersion, proof }, { ...context, sql: tx });
        }
        const account = await getAccount(tx, userId);
        if (!account) return;
        const link = context.settings.url + routes.account;
        const parameters = { at, factor: factorNamed(name), link };
        const told = { kind: 'factor-added', to: account, language, parameters, brand } as const;
        await tellOwner(tx, told, context);
      },
    },
    context,
  );
  if (added.kind !== 'repeated') return { ...added, recoveryCodes };
  const first = await findAdded(sent, person, context);
  return {
    ...added,
    recoveryCodes: first ? await codesFrom(first.seed, person.userId, context) : [],
  };
}

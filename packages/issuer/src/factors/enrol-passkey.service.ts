import type { Context } from '../context.ts';
import { getAccount } from '../directory/users/accounts.service.ts';
import { tellOwner } from '../mail/tell-owner.service.ts';
import { type Added, addPasskey, type SettingUp } from '../passkeys/passkeys.service.ts';
import { routes } from '../routes.ts';
import { giveFirstRecoveryCodes } from './factors.service.ts';

export type EnrolledPasskey = Added & {
  /** Shown this once; none where the person has some. */
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
 */
export async function enrolPasskey(
  sent: string,
  person: SettingUp & { credentialVersion: number },
  { otherwiseCalled, language, factorNamed }: PasskeyWords,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail'>,
): Promise<EnrolledPasskey> {
  let recoveryCodes: string[] = [];
  const added = await addPasskey(
    sent,
    person,
    {
      otherwiseCalled,
      more: async (tx, name, at) => {
        recoveryCodes = await giveFirstRecoveryCodes(tx, person.userId, context);
        const account = await getAccount(tx, person.userId);
        if (!account) return;
        const link = context.settings.url + routes.account;
        const parameters = { at, factor: factorNamed(name), link };
        const told = { kind: 'factor-added', to: account, language, parameters } as const;
        await tellOwner(tx, told, context);
      },
    },
    context,
  );
  return { ...added, recoveryCodes };
}

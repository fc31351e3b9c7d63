import type { Context } from '../context.ts';
import { type Added, addPasskey, type SettingUp } from '../passkeys/passkeys.service.ts';
import { giveFirstRecoveryCodes } from './factors.service.ts';

export type EnrolledPasskey = Added & {
  /** Shown this once; none where the person has some. */
  recoveryCodes: string[];
};

/**
 * Keeps a passkey that a browser has made, and codes on paper for when it is gone, where the person has
 * none.
 *
 * @param otherwiseCalled its name, where the kind of authenticator has none that people know.
 */
export async function enrolPasskey(
  sent: string,
  person: SettingUp & { credentialVersion: number },
  otherwiseCalled: string,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings'>,
): Promise<EnrolledPasskey> {
  let recoveryCodes: string[] = [];
  const added = await addPasskey(
    sent,
    person,
    {
      otherwiseCalled,
      more: async (tx) => {
        recoveryCodes = await giveFirstRecoveryCodes(tx, person.userId, context);
      },
    },
    context,
  );
  return { ...added, recoveryCodes };
}

import { ownsPasskey } from '../passkeys/passkeys.service.ts';
import { routes } from '../routes.ts';
import type { SecondFactor } from '../sign-in-policy/second-factor.ts';

/** A passkey, or a security key that is only touched. */
export const passkeyFactor: SecondFactor = {
  method: 'passkey',
  isEnrolled: ownsPasskey,
  page: (interaction) => routes.passkey(interaction),
  enrolPage: (interaction) => routes.setUpPasskey(interaction),
};

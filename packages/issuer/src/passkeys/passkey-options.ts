import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { challengeLifetime } from './challenge.ts';
import { type Passkey, userHandleOf } from './passkey.ts';
import type { RelyingParty } from './relying-party.ts';
import { algorithms } from './verify-attestation.ts';

type Known = Pick<Passkey, 'credentialId' | 'transports'>;

const timeout = challengeLifetime * 1000;

/**
 * What the browser is asked for a passkey with.
 *
 * @param allowed the passkeys of the person, for a second factor; empty where the person is not known yet:
 *   then the browser shows those that it has, and the authenticator has to verify the user.
 */
export const requestOptions = (
  challenge: string,
  { id: rpId }: RelyingParty,
  allowed: readonly Known[] = [],
): PublicKeyCredentialRequestOptionsJSON => ({
  ...{ challenge, rpId, timeout },
  allowCredentials: allowed.map(descriptorOf),
  // A key that only has to be touched is enough beside a password.
  userVerification: allowed.length > 0 ? 'discouraged' : 'required',
});

interface Owner {
  userId: string;
  email: string;
  passkeys: readonly Known[];
}

/** What the browser is asked to make a passkey with. */
export const creationOptions = (
  challenge: string,
  { id }: RelyingParty,
  { service, owner }: { service: string; owner: Owner },
): PublicKeyCredentialCreationOptionsJSON => ({
  ...{ challenge, timeout },
  rp: { id, name: service },
  user: {
    id: userHandleOf(owner.userId).toString('base64url'),
    name: owner.email,
    displayName: owner.email,
  },
  pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
  // An authenticator keeps one passkey of a person.
  excludeCredentials: owner.passkeys.map(descriptorOf),
  // Older security keys can do neither, and are a second factor.
  authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  attestation: 'none',
});

const descriptorOf = ({ credentialId, transports }: Known) => ({
  id: credentialId.toString('base64url'),
  type: 'public-key' as const,
  transports: transports as never,
});

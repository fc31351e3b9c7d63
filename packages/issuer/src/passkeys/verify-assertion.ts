import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { Assertion } from './credential.ts';
import type { RelyingParty } from './relying-party.ts';

/** What is kept of a passkey to check it by. */
export interface StoredCredential {
  credentialId: Buffer;
  publicKey: Buffer;
  backupEligible: boolean;
}

export interface CheckedAssertion {
  /** What the authenticator counts; the store compares it. */
  counter: number;
  userVerified: boolean;
  backedUp: boolean;
}

/**
 * Checks an answer to a challenge (WebAuthn, level 3, section 7.2): origin, host, type, flags and
 * signature. The challenge, the owner and the counter are the service's.
 *
 * @returns the reason for the log where it is not right.
 */
export async function verifyAssertion(
  assertion: Assertion,
  challenge: string,
  { credentialId, publicKey, backupEligible }: StoredCredential,
  { origin, id }: RelyingParty,
): Promise<CheckedAssertion | { wrong: string }> {
  const { userHandle, ...response } = assertion.response;
  const credential = {
    id: credentialId.toString('base64url'),
    publicKey: new Uint8Array(publicKey),
    // Two that come at the same moment are compared where it is stored.
    counter: 0,
  };
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...assertion, response, clientExtensionResults: {} },
      credential,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      // Callers that need it look at `userVerified`.
      requireUserVerification: false,
    });
    if (!verified) return { wrong: 'the signature' };
    const { newCounter, userVerified, credentialDeviceType, credentialBackedUp } =
      authenticationInfo;
    // It is made so once and for all (section 6.1.3).
    if ((credentialDeviceType === 'multiDevice') !== backupEligible) {
      return { wrong: 'its backup eligibility changed' };
    }
    return { counter: newCounter, userVerified, backedUp: credentialBackedUp };
  } catch (error) {
    return { wrong: reasonOf(error) };
  }
}

/** The library throws for what is wrong, and where bytes are cut off, whatever its decoder throws. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 200) : 'unreadable';

import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { COSEALG, decodeAttestationObject, isoCBOR } from '@simplewebauthn/server/helpers';
import type { Attestation } from './credential.ts';
import type { RelyingParty } from './relying-party.ts';
import { reasonOf } from './verify-assertion.ts';

/** Every authenticator has one of these. The preferred one comes first (section 5.4, `pubKeyCredParams`). */
export const algorithms: readonly number[] = [COSEALG.EdDSA, COSEALG.ES256, COSEALG.RS256];

/** An RSA key of 4096 bits has 540 bytes. */
const maxKeyLength = 1024;

export interface CheckedAttestation {
  credentialId: Buffer;
  /** COSE_Key. */
  publicKey: Buffer;
  counter: number;
  aaguid: string;
  transports: string[];
  backupEligible: boolean;
  backedUp: boolean;
  userVerified: boolean;
}

/**
 * Checks a new passkey (WebAuthn, level 3, section 7.1): origin, host, type, flags, algorithm. The
 * challenge, and whether it is known already, are the service's.
 *
 * @returns the reason for the log where it is not right.
 */
export async function verifyAttestation(
  attestation: Attestation,
  challenge: string,
  { origin, id }: RelyingParty,
): Promise<CheckedAttestation | { wrong: string }> {
  const { transports, attestationObject, ...rest } = attestation.response;
  try {
    const response = {
      ...rest,
      attestationObject: withoutStatement(attestationObject),
    };
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...attestation, response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
      supportedAlgorithmIDs: [...algorithms],
    });
    if (!verified) return { wrong: 'the attestation' };
    const { credential, aaguid, userVerified, credentialDeviceType, credentialBackedUp } =
      registrationInfo;
    if (credential.id !== attestation.id) return { wrong: 'two ids' };
    if (credential.publicKey.length > maxKeyLength) return { wrong: 'the length of the key' };
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      ...{ aaguid, transports, userVerified },
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    };
  } catch (error) {
    return { wrong: reasonOf(error) };
  }
}

/**
 * We do not ask for the model of an authenticator (`attestation: none`), and ignore a statement that is sent
 * all the same: its certificates come from the client, and could name URLs to fetch.
 */
function withoutStatement(attestationObject: string): string {
  const bytes = new Uint8Array(Buffer.from(attestationObject, 'base64url'));
  const authData = decodeAttestationObject(bytes).get('authData');
  const plain = new Map<string, unknown>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', authData],
  ]);
  return Buffer.from(isoCBOR.encode(plain as never)).toString('base64url');
}

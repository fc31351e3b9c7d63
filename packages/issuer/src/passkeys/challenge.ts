import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from '../runtime/random.ts';

/** For how long a page may be answered, in seconds. WebAuthn, level 3, section 15.1 recommends it. */
export const challengeLifetime = 300;

/** What a challenge is for: with anything else, it is worth nothing. */
export type ChallengePlace =
  /** A sign-in, in one browser. */
  | { purpose: 'sign-in'; interaction: string; browserHash: Buffer }
  /** A person, in the session or the sign-in in which they set up a passkey. */
  | { purpose: 'set-up'; userId: string; within: string };

const nonceLength = 16;
const signedLength = nonceLength + 4;

/**
 * A challenge that nothing is stored for until it is answered: random bytes, when it expires, and an
 * HMAC of both and of its place. So a page costs no statement, and each tab has its own.
 *
 * @returns base64url, 52 bytes
 */
export function makeChallenge(
  place: ChallengePlace,
  { key, random, now }: { key: Buffer; random: Random; now: Date },
): string {
  const signed = Buffer.alloc(signedLength);
  random.bytes(nonceLength).copy(signed);
  signed.writeUInt32BE(Math.floor(now.getTime() / 1000) + challengeLifetime, nonceLength);
  return Buffer.concat([signed, macOf(signed, place, key)]).toString('base64url');
}

export type OpenedChallenge =
  | { kind: 'open'; bytes: Buffer; expiresAt: Date }
  /** Made for another place, or not by us. */
  | { kind: 'foreign' }
  | { kind: 'expired' };

export function openChallenge(
  challenge: string,
  place: ChallengePlace,
  { key, now }: { key: Buffer; now: Date },
): OpenedChallenge {
  const bytes = Buffer.from(challenge, 'base64url');
  const signed = bytes.subarray(0, signedLength);
  const expected = macOf(signed, place, key);
  const given = bytes.subarray(signedLength);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { kind: 'foreign' };
  }
  const expiresAt = new Date(signed.readUInt32BE(nonceLength) * 1000);
  return expiresAt > now ? { kind: 'open', bytes, expiresAt } : { kind: 'expired' };
}

/**
 * 32 bytes that are derived from a challenge, and that cannot be derived without the key: for what is made
 * for the page of this challenge, and shown again where its form is sent twice.
 */
export const seedOfChallenge = (challenge: Buffer, key: Buffer): Buffer =>
  createHmac('sha256', key).update('recovery codes').update(challenge).digest();

const macOf = (signed: Buffer, place: ChallengePlace, key: Buffer): Buffer =>
  createHmac('sha256', key)
    .update(signed)
    .update(JSON.stringify(placeOf(place)))
    .digest();

const placeOf = (place: ChallengePlace): readonly string[] =>
  place.purpose === 'sign-in'
    ? [place.purpose, place.interaction, place.browserHash.toString('hex')]
    : [place.purpose, place.userId, place.within];

import { generateURI, ScureBase32Plugin, verifySync } from 'otplib';
import type { Random } from '../runtime/random.ts';

/** RFC 6238, with what every authenticator app supports: SHA-1, 6 digits, 30 s. */
const period = 30;
export const totpLength = 6;

/** A new secret in base32, of 160 bits as RFC 4226, section 4 recommends. */
export const newTotpSecret = (random: Random): string =>
  new ScureBase32Plugin().encode(random.bytes(20));

/**
 * The time step that a code belongs to: now, or 30 seconds before or after, for clocks that differ.
 *
 * @param secret in base32
 * @returns null for a code that is wrong
 */
export function stepOfCode(secret: string, typed: string, now: Date): number | null {
  const token = typed.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token, epoch, epochTolerance: period });
  return result.valid ? Math.floor(epoch / period) + result.delta : null;
}

/** What an app reads from the picture (Key URI format). */
export const totpUri = ({
  secret,
  issuer,
  account,
}: {
  secret: string;
  issuer: string;
  account: string;
}): string => generateURI({ issuer, label: account, secret });

/** In groups of four, for people who type it. */
export const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

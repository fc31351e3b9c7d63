import { createHmac, hkdfSync } from 'node:crypto';
import { randomLetters } from '../runtime/code-letters.ts';
import type { Random } from '../runtime/random.ts';

export const recoveryCodeLength = 12;
const count = 10;

/** Bytes that follow from a seed of 32 random ones, for codes that can be shown again. */
export function randomFrom(seed: Buffer): Pick<Random, 'bytes'> {
  let calls = 0;
  return {
    bytes: (length) =>
      Buffer.from(hkdfSync('sha256', seed, '', `recovery codes ${calls++}`, length)),
  };
}

/** Ten codes of 51 bits each: the second factor that is kept on paper. */
export const newRecoveryCodes = (random: Pick<Random, 'bytes'>): string[] =>
  Array.from({ length: count }, () => randomLetters(recoveryCodeLength, random));

/** `BCDF-GHJK-LMNP` */
export const inGroups = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');

/** What is stored of a code, however it was typed. */
export const hashOfRecoveryCode = (userId: string, typed: string, key: Buffer): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify(['recovery', userId, plain(typed)]))
    .digest();

export const hashesOfRecoveryCodes = (
  userId: string,
  codes: readonly string[],
  key: Buffer,
): Buffer[] => codes.map((code) => hashOfRecoveryCode(userId, code, key));

const plain = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');

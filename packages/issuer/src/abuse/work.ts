import { createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import type { CheckPurpose } from './captcha.ts';

/**
 * A proof of work: the number for which PBKDF2 of it, salted with the challenge, begins with so many zero
 * bits. Browsers have PBKDF2 built in, so that they take no longer than a program in
 * native code; and its rounds slow down graphics cards, which are very fast at single hashes.
 */
export interface Work {
  /** For this sign-in and page alone, until it expires. */
  challenge: string;
  /** Zero bits: each doubles what has to be tried. */
  bits: number;
  rounds: number;
}

export interface WorkPlace {
  purpose: CheckPurpose;
  /** The id of the interaction. */
  interaction: string;
}

/** 0.22 ms of a core of our tests. */
const rounds = 1_000;
/** 1,024 tries on average: 0.23 s of such a core, and several times that on a slow telephone. */
const minBits = 10;
/** 64 times as many. */
const maxBits = 16;
/** In seconds: as long as a page may lie open before its form is sent. */
export const workLifetime = 1_800;

/**
 * How much is asked for: twice as much each time that the double of these pages was shown to a network, or
 * the double of guesses at an account failed.
 *
 * @param shown pages with a challenge that its network was shown within ten minutes
 * @param failures guesses that failed at the account, where one is known
 */
export function bitsFor(shown: number, failures: number): number {
  const bits = minBits + doublings(shown / 16) + doublings(failures / 16);
  return Math.min(bits, maxBits);
}

const doublings = (times: number): number => Math.floor(Math.log2(1 + times));

/** @param nonce 16 random bytes; `now` a NumericDate */
export function makeWork(
  place: WorkPlace,
  { bits, nonce, now, key }: { bits: number; nonce: Buffer; now: number; key: Buffer },
): Work {
  const text = `${bits}.${now + workLifetime}.${nonce.toString('base64url')}`;
  return { challenge: `${text}.${macOf(text, place, key)}`, bits, rounds };
}

const solved = /^((\d{1,2})\.(\d{1,12})\.[\w-]{22})\.([\w-]{43})\.(\d{1,9})$/;

/**
 * The challenge that this solves and when it expires, or null: it was made for another page, has expired,
 * or the number is not the one.
 *
 * @param solution challenge, dot, number
 */
export function readWork(
  solution: string,
  place: WorkPlace,
  { now, key }: { now: number; key: Buffer },
): { challenge: string; expiresAt: number } | null {
  const [, text, bits, expiresAt, mac, number] = solved.exec(solution) ?? [];
  if (text === undefined || Number(expiresAt) <= now) return null;
  if (!timingSafeEqual(Buffer.from(mac!), Buffer.from(macOf(text, place, key)))) return null;
  const challenge = `${text}.${mac}`;
  const head = pbkdf2Sync(number!, challenge, rounds, 4, 'sha256').readUInt32BE();
  return Math.clz32(head) >= Number(bits) ? { challenge, expiresAt: Number(expiresAt) } : null;
}

const macOf = (text: string, { purpose, interaction }: WorkPlace, key: Buffer): string =>
  createHmac('sha256', key)
    .update(JSON.stringify(['work', purpose, interaction, text]))
    .digest('base64url');

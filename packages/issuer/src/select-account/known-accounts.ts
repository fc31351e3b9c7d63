import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import type { Random } from '../runtime/random.ts';

/** How many accounts a browser keeps to choose from. */
export const maxAccounts = 5;
/** Seconds. Browsers keep cookies for 400 days at most. */
export const knownFor = 365 * 86_400;

const label = 'accounts of a browser';
const form = /^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,4}$/;

/** The ids of users, the last one that signed in first. Of what is not ours there are none. */
export function readAccounts(cookie: string | undefined, key: Buffer): string[] {
  if (cookie === undefined || cookie.length > 1_000) return [];
  try {
    const plain = decryptAtRest(key, label, Buffer.from(cookie, 'base64url')).toString();
    return form.test(plain) ? plain.split(',') : [];
  } catch {
    return [];
  }
}

/** The cookie: sealed, so that it tells no one who uses a browser, and no one can add to it. */
export const sealAccounts = (ids: readonly string[], key: Buffer, random: Random): string =>
  encryptAtRest(key, label, Buffer.from(ids.join(',')), random).toString('base64url');

/** With a person who has just signed in. */
export const withAccount = (ids: readonly string[], userId: string): string[] =>
  [userId, ...ids.filter((id) => id !== userId)].slice(0, maxAccounts);

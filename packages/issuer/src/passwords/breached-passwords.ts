import { readFileSync } from 'node:fs';
import { isInFilter } from './bloom-filter.ts';
import { originsOf } from './guessable.ts';

/**
 * Passwords that attackers try first: the list of `@zxcvbn-ts/language-common`, in the form that
 * `npm run update` writes. Read when it is first asked, and then kept.
 */
export const breachedPasswordsFile = new URL('breached-passwords.filter', import.meta.url);

let filter: Buffer | undefined;

/** Whether a password, or what it was made from, is on the list. */
export function isBreached(password: string): boolean {
  filter ??= readFileSync(breachedPasswordsFile);
  const list = filter;
  return originsOf(password).some((origin) => isInFilter(origin, list));
}

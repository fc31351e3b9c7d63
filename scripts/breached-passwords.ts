import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeFilter } from '../packages/issuer/src/passwords/bloom-filter.ts';

/**
 * What is asked of `packages/issuer/src/passwords/breached-passwords.ts`: three bytes a password, none
 * of which can be read out of it.
 */
export const breachedPasswords = (): Buffer => makeFilter(listedPasswords());

/** The list itself, under the licence of MIT. */
export function listedPasswords(): string[] {
  const list = import.meta.resolve('@zxcvbn-ts/language-common/src/passwords.json');
  return JSON.parse(readFileSync(fileURLToPath(list), 'utf8'));
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeFilter } from '../packages/issuer/src/passwords/bloom-filter.ts';

/** What is asked of `packages/issuer/src/abuse/disposable-domains.ts`: three bytes a domain. */
export const disposableDomains = (): Buffer => makeFilter(listedDomains());

/** The list itself, which is in the public domain (CC0). */
export function listedDomains(): string[] {
  const list = import.meta.resolve(
    'disposable-email-domains-js/dist/dict/disposable_email_blocklist.json',
  );
  return JSON.parse(readFileSync(fileURLToPath(list), 'utf8'));
}

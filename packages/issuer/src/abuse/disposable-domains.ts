import { readFileSync } from 'node:fs';
import { isInFilter } from '../passwords/bloom-filter.ts';

/**
 * Domains of services that give out mailboxes without a sign-up, for a few minutes: the list of
 * `disposable-email-domains-js`, in the form that `npm run update` writes. Relays that forward to a
 * mailbox of the person's own are not on it.
 */
export const disposableDomainsFile = new URL('disposable-domains.filter', import.meta.url);

let filter: Buffer | undefined;

/** @param domain in lower case and ASCII; one of about 100,000 that are not on the list passes for one of them. */
export function isDisposable(domain: string): boolean {
  filter ??= readFileSync(disposableDomainsFile);
  return isInFilter(domain, filter);
}

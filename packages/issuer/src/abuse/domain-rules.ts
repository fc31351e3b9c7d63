import { domainOf } from '../runtime/email-address.ts';
import { isDisposable } from './disposable-domains.ts';

/** Whose addresses are taken, where people give one. Domains are in lower case and ASCII. */
export interface DomainRules {
  deny: ReadonlySet<string>;
  /** Stronger than a denied domain above it, and than the list. */
  allow: ReadonlySet<string>;
  /** Whether the domains of disposable addresses are denied, too. */
  disposable: boolean;
}

const everyDomain: DomainRules = { deny: new Set(), allow: new Set(), disposable: false };

/**
 * Whether no account is made for this address, and none gets it. A rule is for a domain and all that is
 * below it; of several, the one for the longest domain counts, and of two for the same, `allow`.
 *
 * @param address as `readAddress` gives it
 * @param rules none where nothing is declared
 */
export function isDenied(address: string, rules: DomainRules = everyDomain): boolean {
  const { deny, allow, disposable } = rules;
  const labels = domainOf(address).split('.');
  for (let first = 0; first < labels.length; first++) {
    const domain = labels.slice(first).join('.');
    if (allow.has(domain)) return false;
    if (deny.has(domain) || (disposable && isDisposable(domain))) return true;
  }
  return false;
}

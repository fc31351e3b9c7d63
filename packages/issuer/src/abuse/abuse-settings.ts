import { emailDomain } from '../directory/users/email-address.ts';
import type { AbuseConfiguration } from './abuse-configuration.ts';
import type { DomainRules } from './domain-rules.ts';

/** What the configuration says against abuse, with what the files hold that it names. */
export interface AbuseSettings {
  domains: DomainRules;
}

/** What is in the files that the configuration names. */
export interface AbuseFiles {
  denied: readonly string[];
}

export const abuseSettings = (
  { domains }: AbuseConfiguration,
  { denied }: AbuseFiles,
): AbuseSettings => ({
  domains: {
    deny: new Set([...domains.deny, ...denied]),
    allow: new Set(domains.allow),
    disposable: domains.disposable,
  },
});

/**
 * The domains in a file, one in a line.
 *
 * @throws RangeError naming the first line that holds none
 */
export function readDomains(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const domain = line.replace(/#.*/, '').trim();
    if (domain === '') return [];
    const read = emailDomain.safeParse(domain.toLowerCase());
    if (!read.success) throw new RangeError(`line ${index + 1} holds no domain like example.com`);
    return [read.data];
  });
}

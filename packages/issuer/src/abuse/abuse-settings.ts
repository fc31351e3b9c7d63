import { emailDomain } from '../runtime/email-address.ts';
import type { AbuseConfiguration, CaptchaConfiguration } from './abuse-configuration.ts';
import type { Captcha } from './captcha.ts';
import { captchaProviders } from './captcha-providers.ts';
import type { DomainRules } from './domain-rules.ts';

/** What the configuration says against abuse, with what the files hold that it names. */
export interface AbuseSettings {
  domains: DomainRules;
  checks: PersonChecks;
}

/** Where people have to show that they are no program. */
export interface PersonChecks {
  registration: boolean;
  forgottenPassword: boolean;
  /** Before a code or a link to sign in is mailed, where many were without. */
  emailSignIn: boolean;
  /** At sign-in, after so many failures; null for never. */
  signInAfter: number | null;
  /** Null for a proof of work. */
  captcha: Captcha | null;
}

/** What is in the files that the configuration names. */
export interface AbuseFiles {
  denied: readonly string[];
}

export const abuseSettings = (
  { checks, captcha, domains }: AbuseConfiguration,
  { denied }: AbuseFiles,
): AbuseSettings => ({
  domains: {
    deny: new Set([...domains.deny, ...denied]),
    allow: new Set(domains.allow),
    disposable: domains.disposable,
  },
  checks: {
    registration: checks.registration === 'always',
    forgottenPassword: checks.forgotten_password === 'always',
    emailSignIn: checks.email_sign_in === 'always',
    signInAfter: checks.sign_in_after,
    captcha: captcha && captchaOf(captcha),
  },
});

function captchaOf({ site_key: siteKey, secret, ...named }: CaptchaConfiguration): Captcha {
  if (named.provider !== 'other') return { ...captchaProviders[named.provider], siteKey, secret };
  const { script, verify, field, class_name: className, sources } = named;
  const own = new URL(script).origin;
  return {
    siteKey,
    secret,
    script,
    verify,
    field,
    className,
    says: [],
    sources: [own, ...sources],
  };
}

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

import type { Issue } from './applications.ts';
import { isDevelopment } from './development.ts';
import type { Environment } from './environment.ts';
import type { Configuration } from './schema.ts';

/**
 * Checks that what sends mail has a server to send it by: a link that never comes is worse than none
 * that is offered. A development machine shows mails instead.
 */
export function checkMail(
  configuration: Pick<Configuration, 'issuer' | 'email' | 'sign_in' | 'registration'>,
  env: Environment,
): Issue[] {
  const { issuer, email } = configuration;
  if (email?.smtp || isDevelopment(issuer, env)) return [];
  return needsOf(configuration).map(({ path, what }) => ({
    path,
    message: `${what} needs mail: set email.smtp, or switch it off.`,
  }));
}

interface MailNeed {
  /** Where it is switched on. */
  path: (string | number)[];
  /** What it is, as the subject of a sentence. */
  what: string;
}

function needsOf({
  sign_in,
  registration,
}: Pick<Configuration, 'sign_in' | 'registration'>): MailNeed[] {
  const ways = sign_in.ways.flatMap((way, index): MailNeed[] => {
    const what = mailed[way];
    return what ? [{ path: ['sign_in', 'ways', index], what }] : [];
  });
  if (sign_in.verified_address === 'required') {
    const what = 'Proving the address of an account';
    ways.push({ path: ['sign_in', 'verified_address'], what });
  }
  const { mode } = registration;
  const registers = mode !== 'off' && mode !== 'invitation';
  return registers
    ? [...ways, { path: ['registration', 'mode'], what: 'Proving the address of a new account' }]
    : ways;
}

const mailed: Readonly<Record<string, string>> = {
  email_code: 'Signing in with a code',
  magic_link: 'Signing in with a link',
};

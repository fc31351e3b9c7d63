import { mailNeeds } from '@sallyport/issuer/configuration/mail-needs.ts';
import type { Issue } from './applications.ts';
import { isDevelopment } from './development.ts';
import type { Environment } from './environment.ts';
import type { Configuration } from './schema.ts';

/** Checks that what sends mail has a server to send it by. A development machine shows mails instead. */
export function checkMail(
  configuration: Pick<Configuration, 'issuer' | 'email' | 'sign_in' | 'registration'>,
  env: Environment,
): Issue[] {
  const { issuer, email } = configuration;
  if (email?.smtp || isDevelopment(issuer, env)) return [];
  return mailNeeds(configuration).map(({ path, what }) => ({
    path,
    message: `${what} needs mail: set email.smtp, or switch it off.`,
  }));
}

import type { Context } from '../context.ts';
import {
  hasRegistration,
  type RegistrationPolicy,
} from '../registration-policy/registration-policy.ts';
import { routes } from '../routes.ts';
import type { FirstWay } from '../sign-in-policy/first-ways.ts';
import type { SignInPage } from './sign-in.page.ts';

interface Offering {
  ways: readonly FirstWay[];
  registration: RegistrationPolicy;
}

/** What the page of an interaction offers beside the providers. What needs a mail is not, without mails. */
export function offersOf(
  interaction: string,
  { ways, registration }: Offering,
  { mail: { canSend } }: Pick<Context, 'mail'>,
): SignInPage['offers'] {
  const offers = (way: FirstWay) => ways.includes(way);
  const byMail = (path: string, isOffered: boolean) => (isOffered && canSend ? path : undefined);
  return {
    password: offers('password'),
    emailCode: byMail(routes.emailCode(interaction), offers('email_code')),
    magicLink: byMail(routes.magicLink(interaction), offers('magic_link')),
    forgotPassword: byMail(routes.forgotPassword(interaction), offers('password')),
    register: byMail(routes.register(interaction), hasRegistration(registration)),
  };
}

import type { Context } from '../context.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { hasRegistration, registrationPolicy } from '../registration-policy/registration-policy.ts';
import { routes } from '../routes.ts';
import { offeredWays } from '../sign-in-policy/offered-ways.service.ts';
import type { SignInPage } from './sign-in.page.ts';

/** What the sign-in page of a request offers beside the providers, as the configuration has it now. */
export async function readOffers(
  interaction: Pick<Interaction, 'id' | 'parameters'>,
  context: Pick<Context, 'sql' | 'clients' | 'mail'>,
): Promise<SignInPage['offers']> {
  const { id } = interaction;
  const { canSend } = context.mail;
  const [ways, registration] = await Promise.all([
    offeredWays(interaction, context),
    readPolicy(context.sql, registrationPolicy),
  ]);
  const password = ways.includes('password');
  return {
    password,
    emailCode: ways.includes('email_code') ? routes.emailCode(id) : undefined,
    magicLink: ways.includes('magic_link') ? routes.magicLink(id) : undefined,
    forgotPassword: password && canSend ? routes.forgotPassword(id) : undefined,
    register: canSend && hasRegistration(registration) ? routes.register(id) : undefined,
  };
}

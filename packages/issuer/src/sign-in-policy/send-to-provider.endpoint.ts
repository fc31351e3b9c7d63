import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { rememberIdentifier } from '../interactions/interactions.service.ts';
import { routes } from '../routes.ts';
import { requiredProviders } from './required-providers.service.ts';

/**
 * To the sign-in page, which leads on to the provider, where people with such an address sign in there and
 * in no other way: whether or not one of them has an account.
 *
 * @param address as `readAddress` gives it
 * @returns null for every other address
 */
export async function sendToProvider(
  request: Request,
  { id }: Pick<Interaction, 'id'>,
  address: string,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<Response | null> {
  const required = await requiredProviders(address, context);
  if (required.length === 0) return null;
  await rememberIdentifier(id, address, context);
  return request.redirect(routes.signIn(id), 303);
}

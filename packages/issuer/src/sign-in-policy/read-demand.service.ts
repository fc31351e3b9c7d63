import type { Context } from '../context.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { type Demand, demandOf } from './demand.ts';
import type { ClientSignIn } from './policy.ts';
import { readSignInPolicy } from './sign-in-policy.store.ts';

/** What a request demands now: a configuration that was applied since it began counts. */
export async function readDemand(
  parameters: AuthorizationParameters,
  client: { signIn: ClientSignIn | null },
  { sql }: Pick<Context, 'sql'>,
): Promise<Demand> {
  const { policy, apis } = await readSignInPolicy(sql, parameters.apis);
  return demandOf({ policy, client: client.signIn, apis, request: parameters });
}

import type { Context } from '../context.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { readPolicy } from '../policies/policies.service.ts';
import type { FirstWay } from './first-ways.ts';
import { signInPolicy } from './policy.ts';
import { readDemand } from './read-demand.service.ts';

type Dependencies = Pick<Context, 'sql' | 'clients' | 'mail'>;

/** Those that need a mail server. */
const byMail: ReadonlySet<FirstWay> = new Set(['email_code', 'magic_link']);

/** The ways that the sign-in page of a request offers now. */
export async function offeredWays(
  { parameters }: Pick<Interaction, 'parameters'>,
  { sql, clients, mail }: Dependencies,
): Promise<FirstWay[]> {
  const client = await clients(parameters.clientId);
  const { ways } = await readDemand(parameters, { signIn: client?.signIn ?? null }, { sql });
  return ways.filter((way) => mail.canSend || !byMail.has(way));
}

export const isOffered = async (
  way: FirstWay,
  interaction: Pick<Interaction, 'parameters'>,
  context: Dependencies,
): Promise<boolean> => (await offeredWays(interaction, context)).includes(way);

/** Whether people have passwords here at all, where no client is in question. */
export const takesPasswords = async ({ sql }: Pick<Context, 'sql'>): Promise<boolean> =>
  (await readPolicy(sql, signInPolicy)).ways.includes('password');

import type { Context } from '../context.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { readChoices } from './select-account.store.ts';
import { choosable, inOrder } from './select-account.ts';

export interface ChoosableAccount {
  userId: string;
  name: string;
  email: string;
  isSignedIn: boolean;
}

/**
 * The accounts that a person can choose from, as they are called now.
 *
 * @param known by the browser
 */
export async function findChoosable(
  known: readonly string[],
  session: { userId: string } | null,
  { parameters }: Pick<Interaction, 'parameters'>,
  { sql }: Pick<Context, 'sql'>,
): Promise<ChoosableAccount[]> {
  const ids = choosable(known, session, parameters);
  if (ids.length === 0) return [];
  const accounts = inOrder(await readChoices(sql, ids), ids, parameters.loginHint);
  return accounts.map((account) => ({
    ...account,
    isSignedIn: account.userId === session?.userId,
  }));
}

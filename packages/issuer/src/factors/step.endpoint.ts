import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { cookieOf } from '../http/cookies.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { readFactors } from './factors.service.ts';
import type { FactorsRow } from './factors.store.ts';

/** What the pages of second factors are built from. */
export type FactorContext = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'secrets'
  | 'settings'
  | 'rates'
  | 'callers'
  | 'appearance'
  | 'thinned'
  | 'clients'
>;

/** Who has proved something to this sign-in, or whose session is to be made surer; null where nothing is proved. */
export async function personOf(
  request: Request,
  { proven }: Interaction,
  context: FactorContext,
): Promise<FactorsRow | null> {
  const userId =
    proven?.userId ?? (await currentSession(cookieOf(request, 'sp_sso'), context))?.userId;
  return userId === undefined ? null : readFactors(userId, context);
}

import { nextStep, type Step } from '../authorize/dispatch.ts';
import { readFactors } from '../authorize/read-factors.service.ts';
import { situationOf } from '../authorize/situation.service.ts';
import { accountClient } from '../clients/account-client.ts';
import type { Context } from '../context.ts';
import { signInForPage } from '../interactions/account-client.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import type { Session } from '../sessions/session.ts';
import { readDemand } from '../sign-in-policy/read-demand.service.ts';

/** Seconds: what is sensitive needs a sign-in that is no older. */
export const recentSignIn = 600;

export interface Wanted {
  /** The page to come back to: its path, with its query. */
  returnTo: string;
  isSensitive: boolean;
  /** Whether it gives lasting access, for which a password alone is not enough. */
  confirmsMailbox: boolean;
  session: Session | null;
  /** Of the session, while it is there and not disabled. */
  account: { email: string } | null;
}

/** What a page asks of a sign-in, in the form in which clients ask. */
export async function signInFor(
  { returnTo, isSensitive, confirmsMailbox, session, account }: Wanted,
  context: Pick<Context, 'sql' | 'settings'>,
): Promise<AuthorizationParameters> {
  const known = isSensitive && session ? await readFactors(session.userId, context) : null;
  return {
    ...signInForPage(returnTo, context.settings.url),
    ...(isSensitive ? { maxAge: recentSignIn } : {}),
    ...(confirmsMailbox ? { confirmsMailbox } : {}),
    // A person who has a second factor proves it, whatever makes one enough elsewhere.
    ...(known && known.factors.length > 0 ? { acr: 'aal2' as const } : {}),
    ...(session ? { hintedUser: session.userId } : {}),
    ...(account ? { loginHint: account.email } : {}),
  };
}

/** What a person still has to do before they see the page: by the same rules as for any client. */
export async function stepBefore(
  parameters: AuthorizationParameters,
  session: Session | null,
  context: Pick<Context, 'sql' | 'clock' | 'mail'>,
): Promise<Step> {
  const demand = await readDemand(parameters, accountClient, context);
  const since = context.clock.now();
  const begun = { interaction: null, since, known: [] };
  const underway = { ...begun, parameters, client: accountClient, demand };
  return nextStep(parameters, await situationOf(underway, session, context));
}

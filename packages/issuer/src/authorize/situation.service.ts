import { strongest } from '@sallyport/protocol/acr.ts';
import type { AskingClient } from '../clients/account-client.ts';
import { answerOf } from '../consent/consent.ts';
import { isAllowed } from '../consent/consents.service.ts';
import type { Context } from '../context.ts';
import { findMembership } from '../directory/organizations/membership.service.ts';
import { hasVerifiedAddress } from '../directory/users/addresses.service.ts';
import { hasPendingLink } from '../directory/users/pending-links.service.ts';
import type { AuthorizationParameters, Interaction } from '../interactions/interaction.ts';
import { findOwedTerms } from '../registration/terms/accept-terms.service.ts';
import { choosable } from '../select-account/select-account.ts';
import type { Session } from '../sessions/session.ts';
import type { Demand } from '../sign-in-policy/demand.ts';
import { requirementOf } from '../sign-in-policy/required-providers.service.ts';
import type { Situation } from './dispatch.ts';
import { readFactors } from './read-factors.service.ts';
import { isAssured } from './registration.ts';

/** An authorization request on its way. */
export interface Underway {
  parameters: AuthorizationParameters;
  client: AskingClient;
  /** Null while the request has needed no step. */
  interaction: Interaction | null;
  since: Date;
  demand: Demand;
  /** The users who have signed in with this browser, by id. */
  known: readonly string[];
}

/** All that decides what a request needs next. */
export async function situationOf(
  { parameters, interaction, client, since, demand, known }: Underway,
  session: Session | null,
  context: Pick<Context, 'sql' | 'clock' | 'mail'>,
): Promise<Situation> {
  const proven = interaction?.proven ?? null;
  const userId = proven?.userId ?? session?.userId;
  const { mustChangePassword = false } = (proven ? interaction : session) ?? {};
  const [factors, required, owed, linksIdentity] =
    userId === undefined
      ? [{ factors: [], enrollable: [] }, null, null, false]
      : await Promise.all([
          readFactors(userId, context),
          requirementOf(userId, context),
          proven ? null : findOwedTerms(userId, context),
          proven !== null &&
            interaction !== null &&
            hasPendingLink({ interaction: interaction.id, userId }, context),
        ]);
  // Who has set one up is asked for it, also where one factor would do.
  const acr = strongest([demand.acr, factors.factors.length > 0 ? 'aal2' : 'aal1']);
  const confirmsMailbox =
    factors.factors.length === 0 &&
    (acr !== 'aal1' || linksIdentity || parameters.confirmsMailbox === true);
  const asksForAddress = userId !== undefined && (demand.verifiedAddress || confirmsMailbox);
  const isVerified =
    asksForAddress && context.mail.canSend && (await hasVerifiedAddress(context.sql, userId));
  const hasMailbox = confirmsMailbox && isVerified;
  const owesAddress = demand.verifiedAddress && context.mail.canSend && !isVerified;
  return {
    ...{ session, proven, since },
    accounts: choosable(known, session, parameters).length,
    selectedAccount: interaction?.selectedAccount ?? null,
    demand: { ...demand, acr },
    consent: interaction && answerOf(interaction, session?.userId),
    allowed: session !== null && (await isAllowed(session.userId, { client, parameters }, context)),
    account:
      userId === undefined
        ? null
        : { mustChangePassword, owesAddress, hasMailbox, required, ...factors },
    organization: session && (await organizationOf(session.userId, parameters, context)),
    linksIdentity,
    owesTerms: owed !== null,
    now: context.clock.now(),
    assured: isAssured(client, parameters.redirectUri),
  };
}

const organizationOf = async (
  userId: string,
  { organization: key, scope }: AuthorizationParameters,
  { sql }: Pick<Context, 'sql'>,
): Promise<string | null> =>
  // The client may have lost the scope since.
  key === undefined || !scope.includes('organization')
    ? null
    : ((await findMembership(sql, { key, userId }))?.id ?? null);

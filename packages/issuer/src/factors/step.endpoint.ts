import type { Context as Request } from 'hono';
import { givenSince, hasJustSignedIn, mayEnrol } from '../assurance/assurance.ts';
import { owesMailbox } from '../assurance/first-factor.ts';
import type { Proof } from '../assurance/proof.ts';
import type { Context } from '../context.ts';
import type { Browser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import type { Entitlement } from '../sessions/entitlement.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { readFactors } from './factors.service.ts';
import type { FactorsRow } from './factors.store.ts';
import { factorsOf } from './other-factors.ts';

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
  | 'mail'
  | 'clients'
>;

/**
 * The person who has proved something to this sign-in, or whose session is to reach a higher `acr`; null
 * where nothing is proved.
 */
export async function personOf(
  request: Request,
  { proven }: Interaction,
  context: FactorContext,
): Promise<FactorsRow | null> {
  const userId =
    proven?.userId ?? (await currentSession(cookieOf(request, 'sp_sso'), context))?.userId;
  return userId === undefined ? null : readFactors(userId, context);
}

/** Whether there is a mailbox that is proved to be theirs. */
export const canBeSentCode = (
  { emailVerified }: FactorsRow,
  { mail }: Pick<Context, 'mail'>,
): boolean => mail.canSend && emailVerified;

/** A person who may set up a factor, and what entitles them to. */
export type Newcomer = FactorsRow & Entitlement;

/**
 * The same, where they may set up a factor: they have just said who they are, and used one of the
 * factors that they have, or a code from their mailbox where they have none.
 */
export async function newcomerOf(
  request: Request,
  { proven, createdAt }: Interaction,
  context: FactorContext,
): Promise<Newcomer | null> {
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  const userId = proven?.userId ?? session?.userId;
  if (userId === undefined || !hasJustSignedIn(proven, session, createdAt)) return null;
  const person = await readFactors(userId, context);
  if (!person) return null;
  const factors = factorsOf(person).filter((factor) => factor !== 'recovery_code');
  const hasMailbox = canBeSentCode(person, context);
  const suffices = (standing: readonly Proof[]) =>
    mayEnrol([...standing, ...(proven?.proofs ?? [])], factors) &&
    !owesMailbox(givenSince(createdAt, proven, { proofs: standing }), { factors, hasMailbox });
  if (proven && suffices([])) return { ...person, session: null };
  const own = session?.userId === person.userId ? session : null;
  return own && suffices(own.proofs) ? { ...person, session: own } : null;
}

/**
 * The same for a form. Of a double click, the first press may have proved the new factor after this sign-in
 * was read here.
 */
export const newcomerOrJustSetUp = async (
  request: Request,
  { interaction, browser }: { interaction: Interaction; browser: Browser },
  context: FactorContext,
): Promise<Newcomer | null> =>
  (await newcomerOf(request, interaction, context)) ??
  newcomerOf(request, await openInteraction(browser, interaction.id, context), context);

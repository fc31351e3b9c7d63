import type { Context as Request } from 'hono';
import { identifiedAt } from '../assurance/assurance.ts';
import type { Context } from '../context.ts';
import { knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openOrRestartWith } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { clientNameIn, respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import type { AskedPasskey } from '../pages/parts/passkey-form.ts';
import type { ShownCheck } from '../pages/parts/person-check.ts';
import { providerButton } from '../pages/parts/provider-button.ts';
import { askForPasskey } from '../passkeys/passkeys.service.ts';
import { routes } from '../routes.ts';
import { domainOf, readAddress } from '../runtime/email-address.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { type Demand, demandOf } from '../sign-in-policy/demand.ts';
import { isAllowedWay } from '../sign-in-policy/first-ways.ts';
import { offersOf } from './offers.ts';
import { providersFor, requiredFor, withLed } from './provider-choices.ts';
import { type SignInError, signInPage } from './sign-in.page.ts';
import { type Choices, readChoices } from './sign-in.store.ts';

export type SignInDependencies = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'secrets'
  | 'settings'
  | 'rates'
  | 'callers'
  | 'appearance'
  | 'mail'
  | 'signIns'
>;

export interface Opened {
  interaction: Interaction;
  choices: Choices;
  demand: Pick<Demand, 'ways' | 'identifierFirst'>;
}

/** The interaction of a sign-in page and all that the page offers, in one statement. */
export async function openSignIn(request: Request, context: SignInDependencies): Promise<Opened> {
  const id = interactionOf(request);
  const visitor = visitorOf(request, context);
  const { interaction, raw } = await openOrRestartWith(visitor, id, context, context.signIns);
  const read = readChoices(raw);
  // What waits in the interaction of another browser waits there.
  const own = interaction.id === id ? read : { ...read, link: null };
  const choices = { ...own, providers: withLed(knownAddress(interaction, own), own) };
  const { policy, clientSignIn: client } = choices;
  return { interaction, choices, demand: demandOf({ policy, client, apis: [], request: {} }) };
}

/** Whether the person has signed in in another tab since this one asked: there is nothing to ask. */
export async function hasSignedIn(
  request: Request,
  { interaction, choices, demand: { ways } }: Opened,
  context: SignInDependencies,
): Promise<boolean> {
  const { createdAt, proven } = interaction;
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  // Sent here by the dispatcher, which another way to sign in does not satisfy.
  const required = requiredFor(knownAddress(interaction, choices), choices.providers);
  const hasProvider = session?.proofs.some(({ provider }) =>
    required.some(({ id }) => id === provider),
  );
  if (required.length > 0 && !hasProvider) return false;
  // A second factor of another person is still here: the dispatcher waits for that one.
  if (session === null || (proven && proven.userId !== session.userId)) return false;
  // By a way that is not open here: the dispatcher would lead back to this page.
  if (!session.proofs.some((proof) => isAllowedWay(ways, proof))) return false;
  return identifiedAt(session) > createdAt;
}

interface Shown {
  /** What was typed; the address that is known otherwise. */
  email?: string;
  error?: SignInError;
  /** A passkey that is not known here, as the browser names it. */
  unknownPasskey?: string | undefined;
  check?: ShownCheck | null;
}

export async function respondSignIn(
  request: Request,
  { interaction, choices, demand }: Opened,
  { email, error, unknownPasskey, check = null }: Shown,
  context: SignInDependencies,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const { link } = choices;
  const known = knownAddress(interaction, choices);
  const isElsewhere = requiredFor(known, choices.providers).length > 0;
  const { csrf, hash: browserHash } = knownBrowser(request, context)!;
  const place = { interaction: interaction.id, browserHash };
  const asksPasskey = demand.ways.includes('passkey');
  const page = signInPage(view, {
    interaction: interaction.id,
    clientName: clientNameIn(view, interaction),
    action: routes.signIn(interaction.id),
    csrf,
    email: email ?? known,
    asks: !demand.identifierFirst && !isElsewhere ? 'both' : known === '' ? 'address' : 'rest',
    offers: isElsewhere
      ? { password: false }
      : {
          ...offersOf(interaction.id, { ways: demand.ways, ...choices }, context),
          passkey: asksPasskey ? askForAny(place, unknownPasskey, context) : undefined,
        },
    ...(isElsewhere ? { elsewhere: domainOf(known) } : {}),
    leadsByAddress: choices.providers.some(
      (each) => each.domains.length + each.requiredFor.length > 0,
    ),
    ...(error === undefined ? {} : { error }),
    check,
    ...(link
      ? { link: { provider: link.providerName, cancel: routes.cancelLink(interaction.id) } }
      : {}),
    providers: providersFor(email ?? known, choices.providers).map(({ id, name, type }) => ({
      name,
      button: providerButton(type),
      action: routes.federationStart(id, interaction.id),
    })),
  });
  return respondStep(request, interaction, page, { status: error === undefined ? 200 : 403 });
}

function askForAny(
  place: { interaction: string; browserHash: Buffer },
  unknown: string | undefined,
  context: SignInDependencies,
): AskedPasskey {
  const options = askForPasskey(place, [], context);
  const rpId = options.rpId!;
  return {
    ...{ kind: 'get', options },
    unknown: unknown === undefined ? undefined : { rpId, credentialId: unknown },
  };
}

/** Where the person has given one, or none on purpose, what the client says does not count. */
function knownAddress({ identifier, parameters }: Interaction, { link }: Choices): string {
  return link?.email ?? identifier ?? readableHint(parameters.loginHint ?? '');
}

/** An address in its usual form; anything else as it came. */
function readableHint(hint: string): string {
  const read = readAddress(hint);
  return read.ok ? read.address : hint;
}

import type { Context as Request } from 'hono';
import { keepDevice } from '../abuse/known-device.endpoint.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openOrRestart } from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import type { OtherWay } from '../pages/parts/other-ways.ts';
import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';
import { newPasskeyErrors } from '../passkeys/passkey-errors.ts';
import { beginPasskey, findAdded } from '../passkeys/passkeys.service.ts';
import { routes } from '../routes.ts';
import { enrolPasskey } from './enrol-passkey.service.ts';
import { codesFrom } from './factors.service.ts';
import type { FactorsRow } from './factors.store.ts';
import { passkeyPage } from './passkey.page.ts';
import { recoveryCodesPage } from './recovery-codes.page.ts';
import { inGroups } from './recovery-codes.ts';
import {
  type FactorContext,
  type Newcomer,
  newcomerOf,
  newcomerOrJustSetUp,
} from './step.endpoint.ts';

/** `GET /set-up-passkey/{interaction}` */
export const showSetUpPasskey = (context: FactorContext) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const person = await newcomer(request, interaction, context);
  if (!person) return request.redirect(routes.authorizeContinue(interaction.id), 303);
  return respondSetUp(request, { interaction, person, csrf: visitor.browser.csrf }, context);
};

/** `POST /set-up-passkey/{interaction}`: the browser has made one. */
export const submitSetUpPasskey = (context: FactorContext) => async (request: Request) => {
  const step = await readStepForm(request, ['credential'], context);
  if (!step) return request.redirect(routes.setUpPasskey(interactionOf(request)), 303);
  const { form, browser, interaction } = step;
  const { id, parameters } = interaction;
  const next = routes.authorizeContinue(id);
  const person = await newcomerOrJustSetUp(request, step, context);
  if (!person) return request.redirect(next, 303);
  const view = await viewOfStep(request, interaction, context);
  const owner = { ...person, within: id };
  const sent = form.credential ?? '';
  if (person.hasPasskey) {
    const repeated = await findAdded(sent, owner, context);
    const codes = repeated ? await codesFrom(repeated.seed, person.userId, context) : [];
    return respondCodes(request, { interaction, view, codes });
  }
  const words = {
    ...{ otherwiseCalled: view.t('passkey.name'), language: view.tag },
    factorNamed: (name: string) => view.t('passkey.named', { name }),
  };
  const added = await enrolPasskey(sent, owner, { id, browser }, words, context);
  if (added.kind === 'refused') {
    const { reason, told } = added;
    noteRefusal(request, { client: parameters.clientId, reason, user: person.userId }, context);
    const shown = { interaction, person, csrf: browser.csrf, error: newPasskeyErrors[told] };
    return respondSetUp(request, shown, context);
  }
  if (added.kind === 'too_late') return request.redirect(next, 303);
  keepDevice(request, { email: person.email, secondFactor: true }, context);
  return respondCodes(request, { interaction, view, codes: added.recoveryCodes });
};

/** None where the person has some already. */
function respondCodes(
  request: Request,
  { interaction, view, codes }: { interaction: Interaction; view: View; codes: readonly string[] },
): Response | Promise<Response> {
  const next = routes.authorizeContinue(interaction.id);
  if (codes.length === 0) return request.redirect(next, 303);
  const page = recoveryCodesPage(view, { codes: codes.map(inGroups), next });
  return respondStep(request, interaction, page);
}

/** Who may set one up, and has none. */
async function newcomer(
  request: Request,
  interaction: Interaction,
  context: FactorContext,
): Promise<Newcomer | null> {
  const person = await newcomerOf(request, interaction, context);
  return person?.hasPasskey === false ? person : null;
}

interface Shown {
  interaction: Interaction;
  person: FactorsRow;
  csrf: string;
  error?: TextKey;
}

async function respondSetUp(
  request: Request,
  { interaction, person, csrf, error }: Shown,
  context: FactorContext,
): Promise<Response> {
  const { id } = interaction;
  const here = routes.setUpPasskey(id);
  const view = await viewOfStep(request, interaction, context, { here });
  const service = view.branding.name || 'Sallyport';
  const options = await beginPasskey({ ...person, within: id }, service, context);
  const app: OtherWay = { href: routes.setUpTotp(id), label: 'set_up_passkey.other' };
  const page = passkeyPage(view, {
    rememberFor: null,
    ...{ interaction: id, csrf, action: here },
    asked: { kind: 'create', options },
    others: person.secret === null ? [app] : [],
    error: error && view.t(error),
  });
  return respondStep(request, interaction, page, error ? { status: 403 } : {});
}

import type { Context as Request } from 'hono';
import { keepDevice } from '../abuse/known-device.endpoint.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openOrRestart } from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { passkeyErrors } from '../passkeys/passkey-errors.ts';
import type { PasskeyRefusal } from '../passkeys/passkey-refusal.ts';
import { askForPasskey, listPasskeys } from '../passkeys/passkeys.service.ts';
import { usePasskey } from '../passkeys/use-passkey.service.ts';
import { routes } from '../routes.ts';
import type { FactorsRow } from './factors.store.ts';
import { otherFactors } from './other-factors.ts';
import { passkeyPage } from './passkey.page.ts';
import { canBeRememberedFor, rememberBrowser } from './remembered-devices/remember.endpoint.ts';
import { type FactorContext, personOf } from './step.endpoint.ts';

/** `GET /passkey/{interaction}` */
export const showPasskey = (context: FactorContext) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const person = await personOf(request, interaction, context);
  if (!person?.hasPasskey) return request.redirect(routes.authorizeContinue(interaction.id), 303);
  return respondPasskey(request, { interaction, person, browser: visitor.browser }, context);
};

/** `POST /passkey/{interaction}` */
export const submitPasskey = (context: FactorContext) => async (request: Request) => {
  const step = await readStepForm(request, ['credential', 'remember'], context);
  if (!step) return request.redirect(routes.passkey(interactionOf(request)), 303);
  const { form, browser, interaction } = step;
  const { id } = interaction;
  const next = routes.authorizeContinue(id);
  const person = await personOf(request, interaction, context);
  if (!person?.hasPasskey) return request.redirect(next, 303);
  const { userId, credentialVersion } = person;
  const expected = { as: 'second-factor', userId } as const;
  const used = await usePasskey(form.credential ?? '', { id, browser }, expected, context);
  if (used.kind !== 'refused') {
    keepDevice(request, { email: person.email, secondFactor: true }, context);
    // The second press of a double click is not another device.
    if (form.remember !== undefined && used.kind === 'proved') {
      await rememberBrowser(request, { interaction, userId, credentialVersion }, context);
    }
    return request.redirect(next, 303);
  }
  const { reason } = used;
  const client = interaction.parameters.clientId;
  noteRefusal(request, { client, reason, user: userId }, context);
  return respondPasskey(request, { interaction, person, browser, refused: used }, context);
};

interface Shown {
  interaction: Interaction;
  person: FactorsRow;
  browser: { hash: Buffer; csrf: string };
  refused?: PasskeyRefusal;
}

async function respondPasskey(
  request: Request,
  { interaction, person, browser, refused }: Shown,
  context: FactorContext,
): Promise<Response> {
  const { id } = interaction;
  const here = routes.passkey(id);
  const view = await viewOfStep(request, interaction, context, { here });
  const allowed = await listPasskeys(person.userId, context);
  const place = { interaction: id, browserHash: browser.hash };
  const page = passkeyPage(view, {
    ...{ interaction: id, csrf: browser.csrf, action: here },
    asked: { kind: 'get', options: askForPasskey(place, allowed, context) },
    others: otherFactors('passkey', person, id),
    rememberFor: await canBeRememberedFor(interaction, context),
    error: refused && view.t(passkeyErrors[refused.told]),
  });
  return respondStep(request, interaction, page, refused ? { status: 403 } : {});
}

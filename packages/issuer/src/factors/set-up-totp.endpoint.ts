import type { Context as Request } from 'hono';
import { keepDevice } from '../abuse/known-device.endpoint.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openOrRestart } from '../interactions/interactions.service.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { routes } from '../routes.ts';
import { beginTotp, enrolTotp, openTotp } from './factors.service.ts';
import type { FactorsRow } from './factors.store.ts';
import { recoveryCodesPage } from './recovery-codes.page.ts';
import { inGroups } from './recovery-codes.ts';
import { setUpTotpPage } from './set-up-totp.page.ts';
import { type FactorContext, newcomerOf, newcomerOrJustSetUp } from './step.endpoint.ts';

/** `GET /set-up-totp/{interaction}`: a new secret each time. */
export const showSetUpTotp = (context: FactorContext) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const person = await newcomerOf(request, interaction, context);
  if (!person || person.secret) {
    return request.redirect(routes.authorizeContinue(interaction.id), 303);
  }
  const begun = beginTotp({ userId: person.userId, interaction: interaction.id }, context);
  const shown = { interaction, person, csrf: visitor.browser.csrf, ...begun };
  return respondSetUp(request, shown, context);
};

/** `POST /set-up-totp/{interaction}`: the first code proves that the app has the secret. */
export const submitSetUpTotp = (context: FactorContext) => async (request: Request) => {
  const step = await readStepForm(request, ['code', 'secret'], context);
  if (!step) return request.redirect(routes.setUpTotp(interactionOf(request)), 303);
  const { form, browser, interaction } = step;
  const next = routes.authorizeContinue(interaction.id);
  const person = await newcomerOrJustSetUp(request, step, context);
  if (!person) return request.redirect(next, 303);
  const sealed = form.secret ?? '';
  const place = { userId: person.userId, interaction: interaction.id };
  const begun = openTotp(sealed, place, context);
  if (begun === null) return request.redirect(routes.setUpTotp(interaction.id), 303);
  const view = await viewOfStep(request, interaction, context);
  const typed = { ...begun, typed: form.code ?? '' };
  const told = { language: view.tag, factor: view.t('factor.totp') };
  const signIn = { id: interaction.id, browser };
  const enrolled = await enrolTotp(person, typed, { signIn, told }, context);
  if (enrolled.kind === 'wrong') {
    const { secret } = begun;
    const shown = { interaction, person, csrf: browser.csrf, secret, sealed, isWrong: true };
    return respondSetUp(request, shown, context);
  }
  if (enrolled.kind === 'too_late') return request.redirect(next, 303);
  keepDevice(request, { email: person.email, secondFactor: true }, context);
  const codes = enrolled.recoveryCodes.map(inGroups);
  return respondStep(request, interaction, recoveryCodesPage(view, { codes, next }));
};

interface SettingUp {
  interaction: Interaction;
  person: FactorsRow;
  csrf: string;
  secret: string;
  sealed: string;
  isWrong?: boolean;
}

async function respondSetUp(
  request: Request,
  { interaction, person, csrf, secret, sealed, isWrong }: SettingUp,
  context: FactorContext,
): Promise<Response> {
  const { id } = interaction;
  const view = await viewOfStep(request, interaction, context, { here: routes.setUpTotp(id) });
  const page = setUpTotpPage(view, {
    ...{ interaction: id, csrf, secret, sealed },
    account: person.email,
    action: routes.setUpTotp(id),
    error: isWrong ? view.t('totp.wrong') : undefined,
  });
  return respondStep(request, interaction, page, isWrong ? { status: 403 } : {});
}

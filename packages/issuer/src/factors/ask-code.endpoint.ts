import type { Context as Request } from 'hono';
import { deviceOf, keepDevice } from '../abuse/known-device.endpoint.ts';
import { admitGuess, forgiveGuesses } from '../abuse/throttle.service.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { isProvenBy, openOrRestart } from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import { askCodePage } from './ask-code.page.ts';
import { type CodeFactor, takeCode } from './factors.service.ts';
import type { FactorsRow } from './factors.store.ts';
import { factorPages, factorsOf, otherFactors } from './other-factors.ts';
import { canBeRememberedFor, rememberBrowser } from './remembered-devices/remember.endpoint.ts';
import { type FactorContext, personOf } from './step.endpoint.ts';

const problems = { totp: 'totp.wrong', recovery_code: 'recovery.wrong' } as const satisfies Record<
  CodeFactor,
  TextKey
>;

/** `GET /totp/{interaction}`, `GET /recovery-code/{interaction}` */
export const showCode =
  (factor: CodeFactor, context: FactorContext) => async (request: Request) => {
    const visitor = visitorOf(request, context);
    const interaction = await openOrRestart(visitor, interactionOf(request), context);
    // Signed out meanwhile, or the app is gone: the dispatcher knows what is asked for then.
    const person = await personOf(request, interaction, context);
    if (!person || !factorsOf(person).includes(factor)) {
      return request.redirect(routes.authorizeContinue(interaction.id), 303);
    }
    const shown = { factor, interaction, person, csrf: visitor.browser.csrf };
    return respondCode(request, shown, context);
  };

/** `POST /totp/{interaction}`, `POST /recovery-code/{interaction}` */
export const submitCode =
  (factor: CodeFactor, context: FactorContext) => async (request: Request) => {
    const step = await readStepForm(request, ['code', 'remember'], context);
    if (!step) return request.redirect(factorPages[factor].page(interactionOf(request)), 303);
    const { form, browser, interaction } = step;
    const next = routes.authorizeContinue(interaction.id);
    const person = await personOf(request, interaction, context);
    if (!person || !factorsOf(person).includes(factor)) return request.redirect(next, 303);
    const { userId, credentialVersion } = person;
    const shown = { factor, interaction, person, csrf: browser.csrf };
    const refusal = { client: interaction.parameters.clientId, user: userId };

    const known = deviceOf(request, person.email, context);
    const device = known?.secondFactor ? known.id : null;
    const admission = await admitGuess({ secondFactorOf: userId, device }, context);
    if (!admission.admitted) {
      noteRefusal(request, { ...refusal, reason: 'throttled' }, context);
      request.header('Retry-After', String(admission.retryAfter));
      const error = (view: View) =>
        view.t('second_factor.throttled', { duration: view.duration(admission.retryAfter) });
      return respondCode(request, { ...shown, error, status: 429 }, context);
    }
    const signIn = { id: interaction.id, browser };
    if (!(await takeCode(factor, person, { typed: form.code ?? '', signIn }, context))) {
      // The second press of a double click finds the code used by the first.
      if (await isProvenBy(factor, signIn, context)) return request.redirect(next, 303);
      noteRefusal(request, { ...refusal, reason: 'wrong code' }, context);
      const error = (view: View) => view.t(problems[factor]);
      return respondCode(request, { ...shown, error, status: 403 }, context);
    }
    await forgiveGuesses(admission.buckets, context);
    keepDevice(request, { email: person.email, secondFactor: true }, context);
    if (form.remember !== undefined && factor === 'totp') {
      await rememberBrowser(request, { interaction, userId, credentialVersion }, context);
    }
    return request.redirect(next, 303);
  };

interface Shown {
  factor: CodeFactor;
  interaction: Interaction;
  person: FactorsRow;
  csrf: string;
  error?: (view: View) => string;
  status?: 403 | 429;
}

async function respondCode(
  request: Request,
  { factor, interaction, person, csrf, error, status }: Shown,
  context: FactorContext,
): Promise<Response> {
  const { id } = interaction;
  const here = factorPages[factor].page(id);
  const view = await viewOfStep(request, interaction, context, { here });
  const rememberFor = factor === 'totp' ? await canBeRememberedFor(interaction, context) : null;
  const others = otherFactors(factor, person, id);
  const page = askCodePage(view, {
    ...{ factor, interaction: id, csrf, action: here, others, rememberFor },
    error: error?.(view),
  });
  return respondStep(request, interaction, page, status ? { status } : {});
}

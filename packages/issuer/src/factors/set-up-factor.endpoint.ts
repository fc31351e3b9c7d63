import type { Context as Request } from 'hono';
import { visitorOf } from '../http/visitor.ts';
import { openOrRestart } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { routes } from '../routes.ts';
import { setUpFactorPage } from './set-up-factor.page.ts';
import { type FactorContext, newcomerOf } from './step.endpoint.ts';

/** `GET /set-up-factor/{interaction}`: which second factor to set up. */
export const showSetUpFactor = (context: FactorContext) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const { id } = interaction;
  const person = await newcomerOf(request, interaction, context);
  if (!person) return request.redirect(routes.authorizeContinue(id), 303);
  const view = await viewOfStep(request, interaction, context, { here: routes.setUpFactor(id) });
  const page = setUpFactorPage(view, {
    ...{ interaction: id, csrf: visitor.browser.csrf },
    ...{ passkey: routes.setUpPasskey(id), totp: routes.setUpTotp(id) },
  });
  return respondStep(request, interaction, page);
};

import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { knownBrowser, requireCsrf } from '../http/browser.ts';
import { visitorOf } from '../http/visitor.ts';
import {
  answerConsent,
  openInteraction,
  openOrRestart,
} from '../interactions/interactions.service.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { routes } from '../routes.ts';
import { consentPage } from './consent.page.ts';
import { describeTarget } from './describe-target.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'rates' | 'callers' | 'appearance'
>;

/** `GET /consent/{interaction}`: asks whether the application may go on. */
export const showConsent = (context: Dependencies) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const { id, clientName, parameters } = interaction;
  const page = consentPage(await viewOfStep(request, interaction, context), {
    clientName,
    target: describeTarget(parameters.redirectUri),
    action: routes.consent(id),
    csrf: visitor.browser.csrf,
  });
  return respondStep(request, interaction, page);
};

/** `POST /consent/{interaction}`: keeps the answer; the dispatcher acts on it. */
export const submitConsent = (context: Dependencies) => async (request: Request) => {
  const form = (await readForm(request)).read(['csrf', 'answer']);
  const browser = knownBrowser(request, context);
  requireCsrf(form, browser);
  const { id } = await openInteraction(browser, interactionOf(request), context);
  if (form.answer !== 'given' && form.answer !== 'denied') {
    throw new OAuthError('invalid_request', 'answer must be "given" or "denied".');
  }
  await answerConsent(id, form.answer, context);
  return request.redirect(routes.authorizeContinue(id), 303);
};

const interactionOf = (request: Request): string => request.req.param('interaction') ?? '';

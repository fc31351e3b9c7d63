import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { cookieOf } from '../http/cookies.ts';
import { visitorOf } from '../http/visitor.ts';
import { openOrRestart } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { clientNameIn, respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { consentPage } from './consent.page.ts';
import { askedFor, needsConsent } from './consent.ts';
import { describeAsked } from './consents.service.ts';
import { describeTarget } from './describe-target.ts';
import { readWords } from './words.service.ts';

type Dependencies = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'secrets'
  | 'settings'
  | 'rates'
  | 'callers'
  | 'appearance'
  | 'clients'
>;

/** `GET /consent/{interaction}`: asks whether the application may go on. */
export const showConsent = (context: Dependencies) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const { id, parameters } = interaction;
  // What a device asks for is shown on a page of its own.
  if (parameters.device !== undefined) return request.redirect(routes.authorizeContinue(id), 303);
  const client = await context.clients(parameters.clientId);
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  // Signed out in another tab meanwhile, or the client is gone: the dispatcher knows what follows.
  if (!client || !session) return request.redirect(routes.authorizeContinue(id), 303);
  const access = askedFor(parameters, client);
  const [asked, words] = await Promise.all([
    needsConsent(client) ? describeAsked(session.userId, access, context) : null,
    readWords(context),
  ]);
  const view = await viewOfStep(request, interaction, context);
  const page = consentPage(view, {
    clientName: clientNameIn(view, interaction),
    access: asked ?? { scope: [], apis: [], details: access.details },
    words,
    asked,
    target: describeTarget(parameters.redirectUri),
    action: routes.consent(id),
    csrf: visitor.browser.csrf,
  });
  return respondStep(request, interaction, page);
};

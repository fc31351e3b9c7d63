import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { knownBrowser, requireCsrf } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { consentAnswers } from '../interactions/interaction.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { answer } from './consents.service.ts';

/**
 * Keeps what a person answered in a form; the dispatcher acts on it. Where they have signed out meanwhile, the client
 * is gone, or another page asks for this sign-in, nothing is kept: the dispatcher knows what follows.
 *
 * @param isOfDevice whether the page asks for a device, and not for an application in this browser
 */
export const keepAnswer =
  (
    isOfDevice: boolean,
    context: Pick<Context, 'sql' | 'clock' | 'secrets' | 'settings' | 'clients'>,
  ) =>
  async (request: Request): Promise<Response> => {
    const form = (await readForm(request)).read(['csrf', 'answer', 'asked']);
    const browser = knownBrowser(request, context);
    requireCsrf(form, browser);
    const interaction = await openInteraction(browser, interactionOf(request), context);
    const given = consentAnswers.find((one) => one === form.answer);
    if (!given) {
      throw new OAuthError('invalid_request', 'answer must be "given" or "denied".');
    }
    const { id, parameters } = interaction;
    const client = await context.clients(parameters.clientId);
    const session = await currentSession(cookieOf(request, 'sp_sso'), context);
    if (client && session && (parameters.device !== undefined) === isOfDevice) {
      const answered = { answer: given, userId: session.userId, asked: form.asked };
      await answer(answered, { interaction, client }, context);
    }
    return request.redirect(routes.authorizeContinue(id), 303);
  };

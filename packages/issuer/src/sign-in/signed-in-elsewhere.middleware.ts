import type { MiddlewareHandler } from 'hono';
import { identifiedAt } from '../assurance/assurance.ts';
import type { Context } from '../context.ts';
import { knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { findInteraction } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'secrets' | 'settings'>;

/**
 * For the pages on the way to a proof: a person who has signed in in another tab since this one asked
 * is led on. `follow.js` asks for its page when the tab is looked at again.
 */
export const leadOnWhereSignedIn =
  (context: Dependencies): MiddlewareHandler =>
  async (request, next) => {
    const id = interactionOf(request);
    const session = await currentSession(cookieOf(request, 'sp_sso'), context);
    const browser = session && knownBrowser(request, context);
    const interaction = browser && (await findInteraction(browser, id, context));
    if (!interaction || identifiedAt(session) <= interaction.createdAt) return next();
    // A second factor of another person is still here, or the password has to be typed once more.
    const { proven } = interaction;
    if ((proven && proven.userId !== session.userId) || session.mustChangePassword) return next();
    return request.redirect(routes.authorizeContinue(id), 303);
  };

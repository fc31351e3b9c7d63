import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { dropPendingLink } from '../directory/users/pending-links.service.ts';
import { readForm } from '../http/body.ts';
import { isFromBrowser, knownBrowser } from '../http/browser.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { routes } from '../routes.ts';

/** `POST /sign-in/{interaction}/cancel-link` */
export const cancelLink =
  (context: Pick<Context, 'sql' | 'clock' | 'secrets'>) => async (request: Request) => {
    const id = interactionOf(request);
    const form = (await readForm(request)).read(['csrf']);
    const browser = knownBrowser(request, context);
    if (isFromBrowser(form, browser)) {
      await openInteraction(browser, id, context);
      await dropPendingLink(id, context);
    }
    return request.redirect(routes.signIn(id), 303);
  };

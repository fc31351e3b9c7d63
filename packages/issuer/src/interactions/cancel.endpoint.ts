import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { knownBrowser, requireCsrf } from '../http/browser.ts';
import { routes } from '../routes.ts';
import { cancel, openInteraction } from './interactions.service.ts';
import { interactionOf } from './step-form.endpoint.ts';

/**
 * `POST /interaction/{interaction}/cancel`, from any page of a sign-in: the application gets
 * `access_denied` (RFC 6749, section 4.1.2.1), and nothing in this sign-in goes on.
 */
export const cancelInteraction =
  (context: Pick<Context, 'sql' | 'clock' | 'secrets'>) => async (request: Request) => {
    const form = (await readForm(request)).read(['csrf']);
    const browser = knownBrowser(request, context);
    requireCsrf(form, browser);
    const { id } = await openInteraction(browser, interactionOf(request), context);
    await cancel(id, context);
    return request.redirect(routes.authorizeContinue(id), 303);
  };

import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { type Form, parseParameters, readForm } from '../http/body.ts';
import { ensureBrowser, knownBrowser, requireCsrf } from '../http/browser.ts';
import { formTarget } from '../http/form-target.ts';
import { respondHtml } from '../http/html.ts';
import { messagePage } from '../pages/message.page.ts';
import { routes } from '../routes.ts';
import { endSessions } from '../sessions/end-sessions.service.ts';
import { forgetSession, heldSession } from '../sessions/sessions.service.ts';
import { logoutPage } from './logout.page.ts';
import { logoutParameters, readLogoutRequest } from './logout-request.ts';

/** `GET /logout` (OpenID Connect RP-Initiated Logout 1.0). */
export const logout = (context: Context) => async (request: Request) =>
  answer(request, parseParameters(new URL(request.req.url).searchParams), false, context);

/**
 * `POST /logout`, from our own page with the person's answer. From a client it comes from another
 * site and so without our `Lax` cookie: it becomes a GET, which has it.
 */
export const logoutByPost = (context: Context) => async (request: Request) => {
  const form = await readForm(request);
  if (!form.has('confirmed')) {
    return request.redirect(`${routes.logout}?${new URLSearchParams([...form])}`, 303);
  }
  requireCsrf(form, knownBrowser(request, context));
  return answer(request, form, true, context);
};

/** @param confirmed whether the person was asked, in this browser, and said yes. */
async function answer(request: Request, form: Form, confirmed: boolean, context: Context) {
  const { hintedSession, clientName, returnTo } = await readLogoutRequest(form, context);
  const session = await heldSession(request, context);
  if (session) {
    if (!confirmed && hintedSession !== session.id) {
      const { csrf } = ensureBrowser(request, context);
      const parameters = [...form].filter(([name]) => logoutParameters.has(name));
      const page = logoutPage({ clientName, action: routes.logout, parameters, csrf });
      const formTargets = returnTo === null ? [] : [formTarget(returnTo)];
      return respondHtml(request, page, { formTargets });
    }
    // A client may know the same person by a session that this browser has lost the cookie of.
    const ids = hintedSession === null ? [session.id] : [session.id, hintedSession];
    await endSessions({ ids, userId: session.userId }, context);
    forgetSession(request);
  }
  if (returnTo !== null) return request.redirect(returnTo, 303);
  const text = 'You can close this page, or go back to the application to sign in again.';
  return respondHtml(request, messagePage({ heading: 'You are signed out', text }));
}

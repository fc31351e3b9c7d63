import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { ensureBrowser, knownBrowser, requireCsrf } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { formTarget } from '../http/form-target.ts';
import { respondHtml } from '../http/html.ts';
import { type Parameters, queryParameters } from '../http/parameters.ts';
import { endActing, heldActing } from '../impersonation/acting-session.service.ts';
import { messagePage } from '../pages/message.page.ts';
import { viewOf } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { heldSession } from '../sessions/sessions.service.ts';
import { endHere } from './end-here.endpoint.ts';
import { logoutPage } from './logout.page.ts';
import { logoutFields, readLogoutRequest } from './logout-request.ts';

/** `GET /logout` (OpenID Connect RP-Initiated Logout 1.0). */
export const logout = (context: Context) => async (request: Request) =>
  answer(request, queryParameters(request.req.url), false, context);

/**
 * `POST /logout`, from our own page with the person's answer. From a client it comes from another
 * site and so without our `Lax` cookie: it becomes a GET, which has it.
 */
export const logoutByPost = (context: Context) => async (request: Request) => {
  const parameters = await readForm(request);
  const form = parameters.read(['confirmed', 'csrf']);
  if (form.confirmed === undefined) {
    return request.redirect(`${routes.logout}?${new URLSearchParams(parameters.entries())}`, 303);
  }
  requireCsrf(form, knownBrowser(request, context));
  return answer(request, parameters, true, context);
};

/** @param confirmed whether the person was asked, in this browser, and said yes. */
async function answer(
  request: Request,
  parameters: Parameters,
  confirmed: boolean,
  context: Context,
) {
  const form = parameters.read(logoutFields);
  const { hintedSession, clientId, clientName, returnTo } = await readLogoutRequest(form, context);
  const view = await viewOf(request, context, { client: clientId });
  const acting = await heldActing(cookieOf(request, 'sp_acting'), context);
  if (acting && acting.sessionId === hintedSession) {
    await endActing(acting, context);
    cookieOf(request, 'sp_acting').clear();
    if (returnTo !== null) return request.redirect(returnTo, 303);
    return respondHtml(request, messagePage(view, { message: 'sign_out.done', sign: 'success' }));
  }
  const session = await heldSession(cookieOf(request, 'sp_sso'), context);
  if (session?.state === 'open') {
    if (!confirmed && hintedSession !== session.id) {
      const { csrf } = ensureBrowser(request, context);
      const page = logoutPage(view, {
        ...{ clientName, action: routes.logout, parameters: form, csrf },
      });
      const formTargets = returnTo === null ? [] : [formTarget(returnTo)];
      return respondHtml(request, page, { formTargets });
    }
  }
  // A client may know the same person by a session that this browser has lost the cookie of.
  await endHere(request, session, hintedSession === null ? [] : [hintedSession], context);
  if (returnTo !== null) return request.redirect(returnTo, 303);
  return respondHtml(request, messagePage(view, { message: 'sign_out.done', sign: 'success' }));
}

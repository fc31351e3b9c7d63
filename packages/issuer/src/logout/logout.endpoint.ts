import type { Context as Request } from 'hono';
import { recordAudit } from '../audit/audit.ts';
import type { Context } from '../context.ts';
import { type Form, parseParameters, readForm } from '../http/body.ts';
import { ensureBrowser, knownBrowser, requireCsrf } from '../http/browser.ts';
import { respondHtml } from '../http/html.ts';
import { messagePage } from '../pages/message.page.ts';
import { routes } from '../routes.ts';
import { markSessionEnded } from '../sessions/end-session.ts';
import type { Session } from '../sessions/session.ts';
import { currentSession, forgetSession } from '../sessions/sessions.ts';
import { logoutPage } from './logout.page.ts';
import { readLogoutRequest } from './logout-request.ts';

/** `GET /logout` (OpenID Connect RP-Initiated Logout 1.0). */
export const logout = (context: Context) => async (request: Request) =>
  answer(request, parseParameters(new URL(request.req.url).searchParams), context);

/** `POST /logout`: from a client, or from our own page with the person's answer. */
export const logoutByPost = (context: Context) => async (request: Request) => {
  const form = await readForm(request);
  if (form.has('confirmed')) requireCsrf(form, knownBrowser(request, context));
  return answer(request, form, context);
};

async function answer(request: Request, form: Form, context: Context) {
  const { hintedSession, clientName, returnTo } = await readLogoutRequest(form, context);
  const session = await currentSession(request, context);
  if (session) {
    if (!form.has('confirmed') && hintedSession !== session.id) {
      const { csrf } = ensureBrowser(request, context);
      const parameters = [...form].filter(([name]) => name !== 'csrf');
      const page = logoutPage({ clientName, action: routes.logout, parameters, csrf });
      const formTargets = returnTo === null ? [] : [new URL(returnTo).origin];
      return respondHtml(request, page, { formTargets });
    }
    await end(session, context);
  }
  forgetSession(request);
  if (returnTo !== null) return request.redirect(returnTo, 303);
  const text = 'You can close this page, or go back to the application to sign in again.';
  return respondHtml(request, messagePage({ heading: 'You are signed out', text }));
}

/** Returns once no gateway accepts a token of this session any more. */
function end({ id, userId }: Session, { changes, clock }: Context): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    const done = await markSessionEnded(tx, id, at);
    if (!done) return { value: undefined, subjects: [] };
    const subjects = [`session:${id}` as const];
    await recordAudit(tx, { at, action: 'session.end', actor: `user:${userId}`, subjects });
    return { value: undefined, subjects };
  });
}

import type { Context as Request } from 'hono';
import { readForm } from '../http/body.ts';
import { cookieOf } from '../http/cookies.ts';
import { endHere } from '../logout/end-here.endpoint.ts';
import { routes } from '../routes.ts';
import { heldSession } from '../sessions/sessions.service.ts';
import { isMadeFor } from './account-csrf.ts';
import type { AccountContext } from './account-page.endpoint.ts';

/**
 * `POST /account/sign-out`. It needs no sign-in that is good for the pages, and no session: pressed twice,
 * it says the same. The page of a person does not sign out another one who has signed in since.
 */
export const signOutHere = (context: AccountContext) => async (request: Request) => {
  const { csrf } = (await readForm(request)).read(['csrf']);
  const session = await heldSession(cookieOf(request, 'sp_sso'), context);
  if (session?.state === 'open' && !isMadeFor(session.id, csrf, context.secrets)) {
    return request.redirect(routes.account, 303);
  }
  await endHere(request, session, [], context);
  return request.redirect(routes.logout, 303);
};

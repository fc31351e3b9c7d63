import type { Context as Request } from 'hono';
import { isNewApp, openTotp } from '../../factors/factors.service.ts';
import { readForm } from '../../http/body.ts';
import { cookieOf } from '../../http/cookies.ts';
import { currentSession, strengthenSession } from '../../sessions/sessions.service.ts';
import { isMadeFor } from '../account-csrf.ts';
import { type AccountContext, leave } from '../account-page.endpoint.ts';
import { pathOfSection } from '../sections.ts';

const to = pathOfSection('authenticator');

/**
 * `POST /account/authenticator/kept`: the codes are kept, and the session counts as one in which a code
 * was typed. Without it the person would be asked for a code on the next page, and none is taken twice;
 * therefore this is no form like the others, which a session without a code is not let in to.
 *
 * Not in the answer that shows the codes, because the session gets another cookie: where a double click
 * has sent that form twice, the second answer is the one that is seen.
 */
export const keepCodes = (context: AccountContext) => async (request: Request) => {
  const form = (await readForm(request)).read(['csrf', 'secret']);
  const cookie = cookieOf(request, 'sp_sso');
  const session = await currentSession(cookie, context);
  if (!session || !isMadeFor(session.id, form.csrf, context.secrets)) {
    return request.redirect(to, 303);
  }
  const { userId, id: interaction } = session;
  const begun = openTotp(form.secret ?? '', { userId, interaction }, context);
  if (!begun || !(await isNewApp(userId, begun.secret, context))) return request.redirect(to, 303);
  await strengthenSession(cookie, session, { method: 'totp' }, context);
  return leave(request, { notice: 'account.notice.app_set_up', to });
};

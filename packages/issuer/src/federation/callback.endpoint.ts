import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { rememberPendingLink } from '../directory/users/pending-links.service.ts';
import { knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { note } from '../http/note.ts';
import { hasProofs, openInteraction, recordProof } from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import type { Message } from '../pages/message.page.ts';
import { type ViewContext, viewOf } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { readCallback } from './callback-parameters.ts';
import { completeSignIn, refuseForError } from './complete-sign-in.service.ts';
import { findProvider } from './find-provider.service.ts';
import { finishLoginAttempt } from './login-attempts.service.ts';
import { type Notice, notices } from './notices.ts';
import { callbackUrl } from './provider.ts';
import type { ProviderClients } from './provider-clients.service.ts';
import { backToSignIn, respondNotice } from './respond-notice.endpoint.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'log' | 'changes' | 'callers' | 'thinned'
> &
  ViewContext & { providerClients: ProviderClients };

/** `GET /federation/{provider}/callback` */
export const federationCallback = (context: Dependencies) => async (request: Request) => {
  const provider = await findProvider(request.req.param('provider') ?? '', context);
  // Asked for again it would be a replay.
  const view = await viewOf(request, context, { here: null });
  /** The log has the reason under the number on the page. */
  const refuse = (reason: string, notice: Notice, action?: Message['action']) => {
    const requestId = noteRefusal(request, { provider: provider.id, reason }, context);
    return respondNotice(request, view, notice, { action, requestId });
  };
  const { search, searchParams } = new URL(request.req.url);
  const callback = readCallback(searchParams);
  const browser = knownBrowser(request, context);
  if (!browser) return refuse('no browser cookie', notices.over);
  if (callback.kind === 'stray') return refuse('no usable state', notices.over);
  const key = { provider: provider.id, state: callback.state };
  const finished = await finishLoginAttempt(key, browser, context);
  if (finished.kind === 'unknown') return refuse('unknown state', notices.over);
  if (finished.kind === 'over') {
    // Browsers ask twice by themselves: they fetch pages ahead, restore tabs, and lose answers.
    // Where the first time signed the person in, the second leads on.
    const href = routes.authorizeContinue(finished.interaction);
    const session = await currentSession(cookieOf(request, 'sp_sso'), context);
    if (session || (await hasProofs(browser, finished.interaction, context)))
      return request.redirect(href, 303);
    return refuse('attempt is over', notices.over, { href, label: 'action.continue' });
  }

  const { attempt } = finished;
  const { interaction: id } = attempt;
  const proof = { attempt, state: callback.state };
  const url = new URL(callbackUrl(provider, context.settings.url) + search);
  const outcome =
    callback.kind === 'error'
      ? refuseForError(provider, callback.error)
      : await completeSignIn(provider, url, proof, context);
  if (outcome.kind !== 'link') note(request, { provider: provider.id, signedIn: false });
  if (outcome.kind === 'refuse') return refuse(outcome.reason, outcome.notice, backToSignIn(id));
  if (outcome.kind === 'link') {
    const interaction = await openInteraction(browser, id, context);
    await rememberPendingLink(interaction, outcome.link, context);
    const action = { ...backToSignIn(id), label: 'federation.prove.action' } as const;
    return respondNotice(request, view, notices.prove(provider.name), { action });
  }
  if (!(await recordProof({ id, browser }, outcome.signIn, context))) {
    return refuse('sign-in is over', notices.over);
  }
  note(request, { signedIn: true, sub: outcome.signIn.userId });
  return request.redirect(routes.authorizeContinue(id), 303);
};

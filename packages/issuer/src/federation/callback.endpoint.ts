import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { rememberPendingLink } from '../directory/users/pending-links.service.ts';
import { knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { note } from '../http/note.ts';
import type { Interaction } from '../interactions/interaction.ts';
import {
  findInteraction,
  openInteraction,
  rememberIdentifier,
} from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { viewOfStep } from '../interactions/step-page.endpoint.ts';
import type { Message } from '../pages/message.page.ts';
import { type ViewContext, viewOf } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { readError, readState } from './callback-parameters.ts';
import { completeSignIn, type Outcome } from './complete-sign-in.service.ts';
import { failureOfResponse } from './failures.ts';
import { findProvider } from './find-provider.service.ts';
import { finishLoginAttempt, type LinkingAttempt } from './login-attempts.service.ts';
import { type Notice, notices } from './notices.ts';
import type { Provider } from './provider.ts';
import { recordSignIn } from './record-sign-in.service.ts';
import { backToSignIn, respondNotice } from './respond-notice.endpoint.ts';
import type { Upstreams } from './upstreams.service.ts';

type Dependencies = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'secrets'
  | 'settings'
  | 'log'
  | 'changes'
  | 'callers'
  | 'thinned'
  | 'mail'
> &
  ViewContext & { upstreams: Upstreams };

/** What came back from a provider for an account that something is to be linked to. */
export interface LinkCallback {
  provider: Provider;
  attempt: LinkingAttempt;
  state: string;
  /** Null where it came before, or too late. */
  parameters: URLSearchParams | null;
}

export type FinishLink = (request: Request, callback: LinkCallback) => Promise<Response>;

/**
 * `GET /federation/{provider}/callback`
 *
 * @param finishLink goes on where a person links the provider on the pages of their account
 */
export const federationCallback =
  (context: Dependencies, finishLink: FinishLink) => async (request: Request) => {
    const provider = await findProvider(request.req.param('provider') ?? '', context);
    let interaction: Interaction | null = null;
    const notify = async (notice: Notice, more: Pick<Message, 'action' | 'requestId'>) => {
      // Asked for again it would be a replay.
      const here = { here: null };
      const view = await (interaction
        ? viewOfStep(request, interaction, context, here)
        : viewOf(request, context, here));
      return respondNotice(request, view, notice, more);
    };
    /** The log has the reason under the number on the page. */
    const refuse = (reason: string, notice: Notice, action?: Message['action']) => {
      const requestId = noteRefusal(request, { provider: provider.id, reason }, context);
      return notify(notice, { action, requestId });
    };
    const { searchParams } = new URL(request.req.url);
    const state = readState(searchParams);
    const browser = knownBrowser(request, context);
    if (!browser) return refuse('no browser cookie', notices.over);
    if (state === null) return refuse('no usable state', notices.over);
    const finished = await finishLoginAttempt({ provider, state }, browser, context);
    if (finished.kind === 'unknown')
      return refuse('unknown state, or of another provider', notices.over);
    const { attempt } = finished;
    if ('link' in attempt) {
      const came = finished.kind === 'over' ? null : (finished.posted ?? searchParams);
      return finishLink(request, { provider, attempt, state, parameters: came });
    }
    const { interaction: id } = attempt;
    interaction = await findInteraction(browser, id, context);
    if (finished.kind === 'over') {
      // Browsers ask twice by themselves: they fetch pages ahead, restore tabs, and lose answers.
      // Where the first time signed the person in, the second leads on.
      const href = routes.authorizeContinue(id);
      const session = await currentSession(cookieOf(request, 'sp_sso'), context);
      if (session || interaction?.proven) return request.redirect(href, 303);
      return refuse('attempt is over', notices.over, { href, label: 'action.continue' });
    }

    const parameters = finished.posted ?? searchParams;
    const error = readError(parameters);
    const outcome: Outcome =
      error === null
        ? await completeSignIn(provider, { parameters, state, attempt }, context)
        : { kind: 'refuse', ...failureOfResponse(provider.name, error) };
    if (outcome.kind !== 'link') note(request, { provider: provider.id, signedIn: false });
    if (outcome.kind === 'refuse') return refuse(outcome.reason, outcome.notice, backToSignIn(id));
    if (outcome.kind === 'elsewhere') {
      const reason = 'another provider is required';
      noteRefusal(request, { provider: provider.id, reason }, context);
      const { id: signIn } = await openInteraction(browser, id, context);
      await rememberIdentifier(signIn, outcome.email, context);
      return request.redirect(routes.signIn(signIn), 303);
    }
    if (outcome.kind === 'link') {
      await rememberPendingLink(await openInteraction(browser, id, context), outcome.link, context);
      const action = { ...backToSignIn(id), label: 'federation.prove.action' } as const;
      return notify(notices.prove(provider.name), { action });
    }
    if (!(await recordSignIn({ id, browser }, outcome, context))) {
      return refuse('sign-in is over', notices.over);
    }
    note(request, { signedIn: true, sub: outcome.signIn.userId });
    return request.redirect(routes.authorizeContinue(id), 303);
  };

import type { Context as Request } from 'hono';
import { AuthorizationResponseError } from 'openid-client';
import type { Context } from '../context.ts';
import { parseParameters } from '../http/body.ts';
import { knownBrowser } from '../http/browser.ts';
import { routes } from '../routes.ts';
import { startSession } from '../sessions/sessions.ts';
import { type Attempt, finishAttempt } from './attempts.ts';
import type { ProviderRow } from './federation.store.ts';
import { type Notice, notices, refusalNotice } from './notices.ts';
import type { Profile } from './profile.ts';
import { callbackUrl, findProvider } from './provider.ts';
import { resolveAccount } from './resolve-account.ts';
import { respondNotice } from './respond-notice.ts';
import { describeFailure, exchangeCode, type Upstreams } from './upstream.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'log' | 'changes'
> & { upstreams: Upstreams };

/** `GET /federation/{provider}/callback` */
export const federationCallback = (context: Dependencies) => async (request: Request) => {
  const provider = await findProvider(request, context);
  const search = new URL(request.req.url).search;
  const state = parseParameters(new URLSearchParams(search)).get('state');
  const browser = knownBrowser(request, context);
  const attempt =
    browser && state && (await finishAttempt({ provider: provider.id, state }, browser, context));
  if (!attempt) return respondNotice(request, notices.over);

  const { interaction } = attempt;
  const url = new URL(callbackUrl(provider, context) + search);
  const answer = await exchange(provider, url, { attempt, state }, context);
  if ('notice' in answer) return respondNotice(request, answer.notice, interaction);
  const account = await resolveAccount(provider, answer.profile, context);
  if (account.kind === 'refuse') {
    const notice = refusalNotice(account.reason, provider.name);
    return respondNotice(request, notice, interaction);
  }
  const signIn = { userId: account.userId, amr: answer.profile.amr, provider: provider.id };
  await startSession(request, signIn, context);
  return request.redirect(routes.authorizeContinue(interaction), 303);
};

async function exchange(
  provider: ProviderRow,
  url: URL,
  proof: { attempt: Attempt; state: string },
  { upstreams, log }: Pick<Dependencies, 'upstreams' | 'log'>,
): Promise<{ profile: Profile } | { notice: Notice }> {
  const configuration = await upstreams.discover(provider);
  if (!configuration) return { notice: notices.unreachable(provider.name) };
  try {
    return { profile: await exchangeCode(configuration, url, proof) };
  } catch (error) {
    const answered = error instanceof AuthorizationResponseError;
    if (answered && error.error === 'access_denied') {
      return { notice: notices.denied(provider.name) };
    }
    if (!answered) upstreams.forget(provider);
    log.warn({ provider: provider.id, ...describeFailure(error) }, 'provider sign-in failed');
    return { notice: notices.failed(provider.name) };
  }
}

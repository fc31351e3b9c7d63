import type { Context as Request } from 'hono';
import { AuthorizationResponseError } from 'openid-client';
import type { Context } from '../context.ts';
import { parseParameters } from '../http/body.ts';
import { knownBrowser } from '../http/browser.ts';
import { routes } from '../routes.ts';
import { startSession } from '../sessions/sessions.service.ts';
import { describeFailure } from './describe-failure.ts';
import { exchangeCode } from './exchange-code.service.ts';
import { findProvider } from './find-provider.service.ts';
import { finishLoginAttempt, type LoginAttempt } from './login-attempts.service.ts';
import { type Notice, notices, refusalNotice } from './notices.ts';
import type { Profile } from './profile.ts';
import { callbackUrl, type Provider } from './provider.ts';
import type { ProviderClients } from './provider-clients.service.ts';
import { resolveAccount } from './resolve-account.service.ts';
import { respondNotice } from './respond-notice.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'log' | 'changes'
> & { providerClients: ProviderClients };

/** `GET /federation/{provider}/callback` */
export const federationCallback = (context: Dependencies) => async (request: Request) => {
  const provider = await findProvider(request.req.param('provider') ?? '', context);
  const search = new URL(request.req.url).search;
  const state = parseParameters(new URLSearchParams(search)).get('state');
  const browser = knownBrowser(request, context);
  const attempt =
    browser &&
    state &&
    (await finishLoginAttempt({ provider: provider.id, state }, browser, context));
  if (!attempt) return respondNotice(request, notices.over);

  const { interaction } = attempt;
  const url = new URL(callbackUrl(provider, context.settings.url) + search);
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
  provider: Provider,
  url: URL,
  proof: { attempt: LoginAttempt; state: string },
  { providerClients, log }: Pick<Dependencies, 'providerClients' | 'log'>,
): Promise<{ profile: Profile } | { notice: Notice }> {
  const configuration = await providerClients.discover(provider);
  if (!configuration) return { notice: notices.unreachable(provider.name) };
  try {
    return { profile: await exchangeCode(configuration, url, proof) };
  } catch (error) {
    const answered = error instanceof AuthorizationResponseError;
    if (answered && error.error === 'access_denied') {
      return { notice: notices.denied(provider.name) };
    }
    if (!answered) providerClients.forget(provider);
    log.warn({ provider: provider.id, ...describeFailure(error) }, 'provider sign-in failed');
    return { notice: notices.failed(provider.name) };
  }
}

import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { holdLinkedIdentity } from '../directory/users/identities.service.ts';
import type { PendingLink } from '../directory/users/identity.ts';
import { rememberPendingLink } from '../directory/users/pending-links.service.ts';
import { knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import { routes } from '../routes.ts';
import type { SignIn } from '../sessions/session.ts';
import { currentSession, startSession } from '../sessions/sessions.service.ts';
import { isDenial, readCallback } from './callback-parameters.ts';
import { describeFailure } from './describe-failure.ts';
import { type Answer, exchangeCode } from './exchange-code.service.ts';
import { findProvider } from './find-provider.service.ts';
import { finishLoginAttempt, type LoginAttempt } from './login-attempts.service.ts';
import { type Notice, notices, refusalNotice } from './notices.ts';
import { callbackUrl, type Provider } from './provider.ts';
import type { ProviderClients } from './provider-clients.service.ts';
import { resolveAccount } from './resolve-account.service.ts';
import { backToSignIn, respondNotice } from './respond-notice.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'log' | 'changes'
> & { providerClients: ProviderClients };

/** `GET /federation/{provider}/callback` */
export const federationCallback = (context: Dependencies) => async (request: Request) => {
  const provider = await findProvider(request.req.param('provider') ?? '', context);
  const { search, searchParams } = new URL(request.req.url);
  const callback = readCallback(searchParams);
  const browser = knownBrowser(request, context);
  if (!browser || callback.kind === 'stray') return respondNotice(request, notices.over);
  const key = { provider: provider.id, state: callback.state };
  const finished = await finishLoginAttempt(key, browser, context);
  if (finished.kind === 'unknown') return respondNotice(request, notices.over);
  if (finished.kind === 'over') return respondOver(request, finished.interaction, context);

  const { attempt } = finished;
  const proof = { attempt, state: callback.state };
  const url = new URL(callbackUrl(provider, context.settings.url) + search);
  const outcome =
    callback.kind === 'error'
      ? refuseForError(provider, callback.error, context)
      : await signIn(provider, url, proof, context);
  const { interaction: id } = attempt;
  if ('link' in outcome) {
    const interaction = await openInteraction(browser, id, context);
    await rememberPendingLink(interaction, outcome.link, context);
    const action = { ...backToSignIn(id), label: 'Sign in with the password' };
    return respondNotice(request, notices.prove(provider.name), action);
  }
  if ('notice' in outcome) return respondNotice(request, outcome.notice, backToSignIn(id));
  if (await startSession(cookieOf(request, 'sp_sso'), outcome.signIn, context)) {
    return request.redirect(routes.authorizeContinue(id), 303);
  }
  return respondNotice(request, notices.unlinked(provider.name), backToSignIn(id));
};

/**
 * Browsers ask twice by themselves: they fetch pages ahead, restore tabs, and lose answers. Where
 * the first time signed somebody in, the second leads on.
 */
async function respondOver(request: Request, interaction: string, context: Dependencies) {
  const href = routes.authorizeContinue(interaction);
  if (await currentSession(cookieOf(request, 'sp_sso'), context))
    return request.redirect(href, 303);
  return respondNotice(request, notices.over, { href, label: 'Continue' });
}

type Outcome = { signIn: SignIn } | { link: PendingLink } | { notice: Notice };

function refuseForError(
  { id, name }: Provider,
  error: string,
  { log }: Pick<Dependencies, 'log'>,
): Outcome {
  log.warn({ provider: id, reason: error }, 'provider sign-in ended with an error response');
  return { notice: isDenial(error) ? notices.denied(name) : notices.error(name, error) };
}

async function signIn(
  provider: Provider,
  url: URL,
  proof: { attempt: LoginAttempt; state: string },
  context: Dependencies,
): Promise<Outcome> {
  const { providerClients, log } = context;
  const configuration = await providerClients.discover(provider);
  if (!configuration) return { notice: notices.unreachable(provider.name) };
  let answer: Answer;
  try {
    answer = await exchangeCode(configuration, url, proof);
  } catch (error) {
    providerClients.forget(provider);
    log.warn({ provider: provider.id, ...describeFailure(error) }, 'provider sign-in failed');
    return { notice: notices.failed(provider.name) };
  }
  const { profile, userinfoFailure } = answer;
  if (userinfoFailure !== undefined) {
    const failure = describeFailure(userinfoFailure);
    log.warn({ provider: provider.id, ...failure }, 'userinfo of a provider cannot be read');
  }
  const account = await resolveAccount(provider, profile, context);
  const identity = { issuer: provider.issuer, subject: profile.subject };
  if (account.kind === 'sign_in') {
    const { userId } = account;
    const stillCounts = (tx: Transaction) => holdLinkedIdentity(tx, { ...identity, userId });
    return { signIn: { userId, amr: profile.amr, provider: provider.id, stillCounts } };
  }
  if (account.kind === 'prove') {
    const { userId, email } = account;
    return { link: { ...identity, userId, email, provider: provider.id } };
  }
  // The address is not refused to us: it could not be asked for.
  const unread = account.reason === 'no_address' && userinfoFailure !== undefined;
  const notice = unread
    ? notices.unreachable(provider.name)
    : refusalNotice(account.reason, provider.name);
  return { notice };
}

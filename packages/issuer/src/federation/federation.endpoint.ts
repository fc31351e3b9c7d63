import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { AuthorizationResponseError, type Configuration } from 'openid-client';
import type { Context } from '../context.ts';
import { parseParameters, readForm } from '../http/body.ts';
import { knownBrowser, requireCsrf } from '../http/browser.ts';
import { respondHtml } from '../http/html.ts';
import { openInteraction } from '../interactions/interactions.ts';
import { messagePage } from '../pages/message.page.ts';
import { routes } from '../routes.ts';
import { startSession } from '../sessions/sessions.ts';
import { type Attempt, finishAttempt, startAttempt } from './attempts.ts';
import { type ProviderRow, readProvider } from './federation.store.ts';
import { leavingPage } from './leaving.page.ts';
import { type Notice, notices, refusalNotice } from './notices.ts';
import type { Profile } from './profile.ts';
import { resolveAccount } from './resolve-account.ts';
import { authorizationUrl, createUpstreams, exchangeCode, type Upstreams } from './upstream.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'log'>;
type Shared = Dependencies & { upstreams: Upstreams };

/** Both ends of signing in through an upstream provider; they share what was discovered of it. */
export function federation(dependencies: Dependencies) {
  const { clock, secrets } = dependencies;
  const shared = { ...dependencies, upstreams: createUpstreams(clock, secrets.atRest) };
  return { start: start(shared), callback: callback(shared) };
}

/** `POST /federation/{provider}/start/{interaction}` */
const start = (context: Shared) => async (request: Request) => {
  const form = await readForm(request);
  const browser = knownBrowser(request, context);
  requireCsrf(form, browser);
  const id = request.req.param('interaction') ?? '';
  const { parameters } = await openInteraction(request, id, context);
  const provider = await findProvider(request, context);
  const configuration = await discover(provider, context);
  if (!configuration) {
    return respondNotice(request, notices.unreachable(provider.name), id);
  }
  const target = { provider: provider.id, interaction: id };
  const url = await authorizationUrl(configuration, {
    attempt: await startAttempt(target, browser, context),
    redirectUri: callbackUrl(provider, context),
    scopes: provider.scopes,
    loginHint: parameters.loginHint,
    // Whoever asks for a recent sign-in means a real one, and not a session at the provider.
    fresh: parameters.prompt.includes('login') || parameters.maxAge !== undefined,
  });
  return respondHtml(request, leavingPage({ name: provider.name, url: url.href }));
};

/** `GET /federation/{provider}/callback` */
const callback = (context: Shared) => async (request: Request) => {
  const provider = await findProvider(request, context);
  const search = new URL(request.req.url).search;
  const state = parseParameters(new URLSearchParams(search)).get('state');
  const browser = knownBrowser(request, context);
  const attempt =
    browser && state && (await finishAttempt({ provider: provider.id, state }, browser, context));
  if (!attempt) return respondNotice(request, notices.over);

  const url = new URL(callbackUrl(provider, context) + search);
  const answer = await exchange(provider, url, { attempt, state }, context);
  const { interaction } = attempt;
  if ('refused' in answer) return respondNotice(request, answer.refused, interaction);
  const account = await resolveAccount(provider, answer.profile, context);
  if (account.kind === 'refuse') {
    const notice = refusalNotice(account.reason, provider.name);
    return respondNotice(request, notice, interaction);
  }
  await startSession(request, { userId: account.userId, amr: ['fed'] }, context);
  return request.redirect(routes.authorizeContinue(interaction), 303);
};

async function findProvider(request: Request, { sql }: Pick<Context, 'sql'>) {
  const provider = await readProvider(sql, request.req.param('provider') ?? '');
  if (provider) return provider;
  throw new OAuthError(
    'not_found',
    'One cannot sign in with this provider here. Go back to the application and start again.',
  );
}

const callbackUrl = ({ id }: ProviderRow, { settings }: Pick<Context, 'settings'>): string =>
  settings.url + routes.federationCallback(id);

async function discover(
  provider: ProviderRow,
  { upstreams, log }: Pick<Shared, 'upstreams' | 'log'>,
): Promise<Configuration | null> {
  try {
    return await upstreams.discover(provider);
  } catch (error) {
    log.warn({ provider: provider.id, ...facts(error) }, 'provider cannot be discovered');
    return null;
  }
}

async function exchange(
  provider: ProviderRow,
  url: URL,
  proof: { attempt: Attempt; state: string },
  context: Shared,
): Promise<{ profile: Profile } | { refused: Notice }> {
  const configuration = await discover(provider, context);
  if (!configuration) return { refused: notices.unreachable(provider.name) };
  try {
    return { profile: await exchangeCode(configuration, url, proof) };
  } catch (error) {
    const reason = error instanceof AuthorizationResponseError ? error.error : undefined;
    context.log.warn({ provider: provider.id, reason, ...facts(error) }, 'provider sign-in failed');
    if (reason === 'access_denied') return { refused: notices.denied(provider.name) };
    if (reason === undefined) context.upstreams.forget(provider);
    return { refused: notices.failed(provider.name) };
  }
}

/** What an error may say in the log. Its cause may hold claims or tokens, and stays out. */
function facts(error: unknown) {
  const { name, message, code } = error as Error & { code?: unknown };
  return { error: name, code, message };
}

function respondNotice(request: Request, { status, ...message }: Notice, interaction?: string) {
  const action = interaction && { href: routes.signIn(interaction), label: 'Back to sign-in' };
  const page = messagePage({ ...message, ...(action ? { action } : {}) });
  return respondHtml(request, page, { status });
}

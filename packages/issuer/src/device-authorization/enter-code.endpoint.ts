import type { Context as Request } from 'hono';
import { admitGuess, forgiveGuesses } from '../abuse/throttle.service.ts';
import type { Context } from '../context.ts';
import {
  type DeviceRequest,
  readUserCode,
  userCodeLength,
} from '../device-requests/device-request.ts';
import { findByUserCode } from '../device-requests/device-requests.service.ts';
import { readForm } from '../http/body.ts';
import { isFromBrowser, knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { respondHtml } from '../http/html.ts';
import { queryParameters } from '../http/parameters.ts';
import { type Visitor, visitorOf } from '../http/visitor.ts';
import { signInForPage } from '../interactions/account-client.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { startInteraction } from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { inHalves } from '../one-time-codes/code-text.ts';
import { viewOf } from '../pages/view.endpoint.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import type { Session } from '../sessions/session.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { enterCodePage } from './enter-code.page.ts';

/**
 * `GET /device`: people sign in first, so that those who try codes are known. A code in the address is put into
 * the field, and not looked at.
 */
export const showEnterCode = (context: Context) => async (request: Request) => {
  const code = readUserCode(queryParameters(request.req.url).read(['user_code']).user_code ?? '');
  const visitor = visitorOf(request, context);
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  if (!session) return signInFirst(request, visitor, code, context);
  return respondEnterCode(request, { visitor, code: code === null ? '' : inHalves(code) }, context);
};

/** `POST /device`: begins what leads to the answer, by the same steps as any sign-in for this client. */
export const submitEnterCode = (context: Context) => async (request: Request) => {
  const form = (await readForm(request)).read(['csrf', 'user_code']);
  const typed = (form.user_code ?? '').slice(0, 100);
  const code = readUserCode(typed);
  if (!isFromBrowser(form, knownBrowser(request, context))) {
    return request.redirect(routes.device(code ?? undefined), 303);
  }
  const visitor = visitorOf(request, context);
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  if (!session) return signInFirst(request, visitor, code, context);
  const looked = await look(code, { session, visitor }, context);
  if (looked.found) {
    const parameters = parametersOf(looked.found, context);
    const interaction = await startInteraction(visitor, parameters, context);
    return request.redirect(routes.authorizeContinue(interaction), 303);
  }
  const { retryAfter } = looked;
  const isThrottled = retryAfter !== null;
  const reason = isThrottled ? 'throttled' : 'wrong code of a device';
  noteRefusal(request, { user: session.userId, reason }, context);
  if (isThrottled) request.header('Retry-After', String(retryAfter));
  const error = (view: View) =>
    isThrottled
      ? view.t('enter_code.throttled', { duration: view.duration(retryAfter) })
      : view.t('enter_code.wrong');
  const status = isThrottled ? 429 : 403;
  return respondEnterCode(request, { visitor, code: typed, error, status }, context);
};

type Looked = { found: DeviceRequest } | { found: null; retryAfter: number | null };

/** The request of a code. What is no code at all is no guess. */
async function look(
  code: string | null,
  { session, visitor }: { session: Session; visitor: Visitor },
  context: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<Looked> {
  if (code === null) return { found: null, retryAfter: null };
  const guesser = { deviceCodeBy: session.userId, network: visitor.network };
  const admission = await admitGuess(guesser, context);
  if (!admission.admitted) return { found: null, retryAfter: admission.retryAfter };
  const found = await findByUserCode(code, context);
  if (!found) return { found, retryAfter: null };
  await forgiveGuesses(admission.buckets, context);
  return { found };
}

/** What is asked for, as if the device had sent the person here: they are always asked. */
const parametersOf = (
  { id, clientId, parameters }: DeviceRequest,
  { settings }: Pick<Context, 'settings'>,
): AuthorizationParameters => ({
  ...parameters,
  ...{ clientId, redirectUri: settings.url + routes.device(), device: id, prompt: ['consent'] },
});

/** For a page of ours: what the client demands is asked for once it is known which one that is. */
async function signInFirst(
  request: Request,
  visitor: Visitor,
  code: string | null,
  context: Context,
): Promise<Response> {
  const page = routes.device(code === null ? undefined : inHalves(code));
  const parameters = signInForPage(page, context.settings.url);
  const interaction = await startInteraction(visitor, parameters, context);
  return request.redirect(routes.authorizeContinue(interaction), 303);
}

interface Shown {
  visitor: Visitor;
  code: string;
  error?: (view: View) => string;
  status?: 403 | 429;
}

async function respondEnterCode(
  request: Request,
  { visitor, code, error, status }: Shown,
  context: Pick<Context, 'appearance'>,
): Promise<Response> {
  const view = await viewOf(request, context);
  const page = enterCodePage(view, {
    ...{ code, length: userCodeLength, action: routes.device(), csrf: visitor.browser.csrf },
    error: error?.(view),
  });
  request.header('Cache-Control', 'no-store');
  return respondHtml(request, page, status ? { status } : {});
}

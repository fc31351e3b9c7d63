import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi';
import { type Call, type HandlerContext, redirectUriOf } from './handler-context.ts';
import { redirect } from './redirect.ts';
import { type AuthorizationResponse, describeFailure } from './relying-party.ts';
import { withAuthError } from './return-to.ts';

type Outcome = { ok: true; cookies: string[] } | { ok: false; error: string; detail: string };

/**
 * `GET /auth/callback`: the browser is back from the issuer. Whatever happened, it goes on to the page
 * that asked, with `#auth_error=<code>` when this did not sign the person in: the issuer's code, such as
 * `access_denied`, or `expired_attempt` or `server_error`. A session that the browser has stays.
 *
 * A browser may ask more than once: at once, or because the answer was lost. Nothing here is used up
 * by that, and at the issuer the code gives the same session as long as it lives.
 */
export async function callback(call: Call, context: HandlerContext): Promise<void> {
  const { application, incoming, response } = call;
  const parameters = new URLSearchParams(incoming.query);
  const state = parameters.get('state') ?? '';
  const attempt = context.loginAttempts.read(state, incoming, application);
  if (!attempt) {
    redirect(call, withAuthError(application.path, 'expired_attempt'), []);
    return;
  }
  const redirectUri = redirectUriOf(application, context.scheme);
  const outcome = await conclude({ parameters, attempt, redirectUri }, call, context);
  if (response.destroyed) return;
  if (!outcome.ok) {
    const { error, detail } = outcome;
    context.log.warn({ requestId: call.requestId, error, detail }, 'A sign-in did not succeed');
    redirect(call, withAuthError(attempt.returnTo, error), []);
    return;
  }
  redirect(call, attempt.returnTo, outcome.cookies);
}

async function conclude(
  response: AuthorizationResponse,
  { application, incoming }: Call,
  { relyingParty, sessions }: HandlerContext,
): Promise<Outcome> {
  try {
    const session = await relyingParty.redeem(application, response);
    return { ok: true, cookies: sessions.write(session, incoming, application) };
  } catch (error) {
    return { ok: false, error: errorCode(error), detail: describeFailure(error) };
  }
}

function errorCode(error: unknown): string {
  // The code is too old, or all that it gave has ended.
  if (error instanceof ResponseBodyError && error.error === 'invalid_grant') {
    return 'expired_attempt';
  }
  const refused = error instanceof AuthorizationResponseError ? error.error : '';
  return /^[a-z_]{1,64}$/.test(refused) ? refused : 'server_error';
}

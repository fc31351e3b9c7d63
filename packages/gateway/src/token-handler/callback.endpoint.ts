import { AuthorizationResponseError } from 'oauth4webapi';
import type { Application } from '../configuration.ts';
import { type Call, type HandlerContext, redirectUriOf } from './handler-context.ts';
import { type AuthorizationResponse, describeFailure } from './relying-party.ts';
import { withAuthError } from './return-to.ts';
import type { Session } from './session.ts';

type Outcome = { ok: true; session: Session } | { ok: false; error: string; detail: string };

/**
 * `GET /auth/callback`: the browser is back from the issuer. Whatever happened, it goes on to the page
 * that asked, with `#auth_error=<code>` when no one is signed in: the issuer's code, such as
 * `access_denied`, or `expired_attempt` or `server_error`.
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
  const clear = context.loginAttempts.clear(state, incoming);
  const redirectUri = redirectUriOf(application, context.scheme);
  const answer = { parameters, state, attempt, redirectUri };
  const outcome = await conclude(answer, application, context);
  if (response.destroyed) return;
  if (!outcome.ok) {
    const { error, detail } = outcome;
    context.log.warn({ requestId: call.requestId, error, detail }, 'A sign-in did not succeed');
    redirect(call, withAuthError(attempt.returnTo, error), [clear]);
    return;
  }
  const session = context.sessions.write(outcome.session, incoming, application);
  redirect(call, attempt.returnTo, [session, clear]);
}

async function conclude(
  response: AuthorizationResponse,
  application: Application,
  { relyingParty }: HandlerContext,
): Promise<Outcome> {
  try {
    return { ok: true, session: await relyingParty.redeem(application, response) };
  } catch (error) {
    const refused = error instanceof AuthorizationResponseError ? error.error : '';
    return {
      ok: false,
      error: /^[a-z_]{1,64}$/.test(refused) ? refused : 'server_error',
      detail: describeFailure(error),
    };
  }
}

/** 303: whatever method brought the browser here, it goes on with `GET`. */
function redirect({ response }: Call, location: string, cookies: readonly string[]): void {
  const headers = ['Location', location, 'Cache-Control', 'no-store', 'Content-Length', '0'];
  headers.push('Referrer-Policy', 'no-referrer');
  for (const cookie of cookies) headers.push('Set-Cookie', cookie);
  response.writeHead(303, headers).end();
}

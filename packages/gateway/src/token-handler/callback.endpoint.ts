import type { Application } from '../configuration.ts';
import { type Call, type HandlerContext, redirectUriOf } from './handler-context.ts';
import { faultOfIdToken } from './id-token.ts';
import type { LoginAttempt } from './login-attempt.ts';
import { withAuthError } from './return-to.ts';
import type { Session } from './session.ts';
import { readTokenResponse, sessionFrom } from './token-response.ts';

type Outcome = { ok: true; session: Session } | { ok: false; error: string; detail: string };

/**
 * `GET /auth/callback`: the browser is back from the issuer. Whatever happened, it goes on to the page
 * that asked, with `#auth_error=<code>` when nobody is signed in: the provider's code, such as
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
  const outcome = await conclude(parameters, attempt, application, context);
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
  parameters: URLSearchParams,
  attempt: LoginAttempt,
  application: Application,
  context: HandlerContext,
): Promise<Outcome> {
  // RFC 9207, section 2.4, errors included: the answer must be of the issuer that was asked.
  if (parameters.get('iss') !== context.issuerUrl) return failed('The answer is of another issuer');
  const error = parameters.get('error');
  if (error) {
    const code = /^[a-z_]{1,64}$/.test(error) ? error : 'server_error';
    return { ok: false, error: code, detail: 'The issuer answered with an error' };
  }
  const code = parameters.get('code');
  if (!code) return failed('The answer has no code');
  return redeem(code, attempt, application, context).catch((cause: Error) =>
    failed(`The issuer could not be asked: ${cause.message}`),
  );
}

async function redeem(
  code: string,
  { verifier, nonce }: LoginAttempt,
  application: Application,
  { issuer, issuerUrl, clock, scheme }: HandlerContext,
): Promise<Outcome> {
  const asked = clock.wall();
  const { status, body } = await issuer.postForm(
    '/token',
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUriOf(application, scheme),
      code_verifier: verifier,
    },
    { id: application.client, secret: application.client_secret },
  );
  const tokens = status === 200 ? readTokenResponse(body) : null;
  if (!tokens?.id_token) {
    const { error } = (body ?? {}) as { error?: unknown };
    return failed(`The issuer did not redeem the code: status ${status}, ${String(error)}`);
  }
  const expected = { issuer: issuerUrl, clientId: application.client, nonce, now: clock.wall() };
  const fault = faultOfIdToken(tokens.id_token, expected);
  return fault
    ? failed(`The ID token is not acceptable: ${fault}`)
    : { ok: true, session: sessionFrom(tokens, asked) };
}

const failed = (detail: string): Outcome => ({ ok: false, error: 'server_error', detail });

/** 303: whatever method brought the browser here, it goes on with `GET`. */
function redirect({ response }: Call, location: string, cookies: readonly string[]): void {
  const headers = ['Location', location, 'Cache-Control', 'no-store', 'Content-Length', '0'];
  headers.push('Referrer-Policy', 'no-referrer');
  for (const cookie of cookies) headers.push('Set-Cookie', cookie);
  response.writeHead(303, headers).end();
}

import type { SignOutRequest } from '@sallyport/protocol/internal.ts';
import { isJson } from '../http/json-body.ts';
import { respondJson } from '../http/respond.ts';
import { type Call, type HandlerContext, originOf } from './handler-context.ts';
import { redirect } from './redirect.ts';
import type { OpenSession } from './sessions.ts';

/**
 * `POST /auth/logout`: ends the application's session and the issuer's session behind it, and every
 * token in both, and returns once no gateway accepts one of them. Then it says where the browser
 * loses the issuer's cookie, too (OpenID Connect RP-Initiated Logout); a form is sent there at once.
 * No ID token goes along as a hint: it would put name and address of the person into a URL.
 *
 * @throws IssuerUnavailable when that could not be done; then the session stays, so that signing
 *   out can be repeated and is not claimed before it is done.
 */
export async function logout(call: Call, context: HandlerContext): Promise<void> {
  const { application, incoming, request, response } = call;
  const open = context.sessions.read(incoming, application);
  if (open) await endAtIssuer(open, context);
  const parameters = new URLSearchParams({
    client_id: application.client,
    post_logout_redirect_uri: `${originOf(application, context.scheme)}${application.path}`,
  });
  const cookies = context.sessions.clear(incoming, application);
  const location = `${context.issuerUrl}/logout?${parameters}`;
  if (isJson(request)) {
    const headers = cookies.flatMap((cookie) => ['Set-Cookie', cookie]);
    respondJson(response, 200, { location }, headers);
  } else redirect(call, location, cookies);
}

async function endAtIssuer(
  { application, session }: OpenSession,
  { issuer, follower }: HandlerContext,
): Promise<void> {
  const { accessToken, refreshToken } = session;
  const request: SignOutRequest = {
    client_id: application.client,
    access_token: accessToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  };
  await issuer.callAny('/internal/sign-out', request, { timeoutMs: follower.maxTakeAwayMs });
}

import { respondJson } from '../http/respond.ts';
import { type Call, type HandlerContext, originOf } from './handler-context.ts';

/**
 * `POST /auth/logout`: ends the application's session and says where to end the issuer's. No ID
 * token goes along as a hint: it would put name and address of the user into a URL.
 *
 * @throws IssuerUnavailable when the tokens could not be revoked; then the session stays, so that
 *   signing out can be repeated and is not claimed before it is done.
 */
export async function logout(call: Call, context: HandlerContext): Promise<void> {
  const { application, incoming, response } = call;
  const open = context.sessions.read(incoming, application);
  if (open) {
    const { refreshToken, accessToken } = open.session;
    // Of a refresh token, the whole grant goes with it (RFC 7009, section 2.1).
    const { status } = await context.issuer.postForm(
      '/revoke',
      { token: refreshToken ?? accessToken },
      { id: application.client, secret: application.client_secret },
      { timeoutMs: context.follower.maxTakeAwayMs },
    );
    if (status !== 200) throw new Error(`/revoke answered ${status}`);
  }
  const parameters = new URLSearchParams({
    client_id: application.client,
    post_logout_redirect_uri: `${originOf(application, context.scheme)}${application.path}`,
  });
  const cleared = context.sessions.clear(incoming, application);
  const location = `${context.issuerUrl}/logout?${parameters}`;
  respondJson(response, 200, { location }, ['Set-Cookie', cleared]);
}

import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';
import { readJsonBody } from '../http/json-body.ts';
import { respondJson } from '../http/respond.ts';
import { type Call, type HandlerContext, redirectUriOf } from './handler-context.ts';
import { codeChallenge } from './login-attempt.ts';
import { safeReturnTo } from './return-to.ts';

const schema = z.object({ return_to: z.string().optional() });

/** `POST /auth/login`: where the page has to send the browser for the person to sign in. */
export async function login(call: Call, context: HandlerContext): Promise<void> {
  const { application, incoming, request, response } = call;
  const { return_to } = await readJsonBody(request, schema);
  const returnTo = safeReturnTo(return_to ?? application.path);
  if (returnTo === null) {
    throw new OAuthError('invalid_request', 'return_to must be a path of this origin: /orders.');
  }
  const state = context.random(16).toString('base64url');
  const verifier = context.random(32).toString('base64url');
  const nonce = context.random(16).toString('base64url');
  const attempt = { verifier, nonce, returnTo, startedAt: context.clock.wall() };
  const cookies = context.loginAttempts.begin(state, attempt, incoming, application);
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: application.client,
    redirect_uri: redirectUriOf(application, context.scheme),
    scope: application.scopes.join(' '),
    state,
    nonce,
    code_challenge: codeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  respondJson(
    response,
    200,
    { location: `${context.issuerUrl}/authorize?${parameters}` },
    cookies.flatMap((cookie) => ['Set-Cookie', cookie]),
  );
}

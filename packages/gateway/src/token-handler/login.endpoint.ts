import { createHash } from 'node:crypto';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';
import { readJsonBody } from '../http/json-body.ts';
import { respondJson } from '../http/respond.ts';
import { type Call, type HandlerContext, redirectUriOf } from './handler-context.ts';
import { redirect } from './redirect.ts';
import { safeReturnTo } from './return-to.ts';

const schema = z.object({ return_to: z.string().optional() });

/** `POST /auth/login`: where the page has to send the browser for the person to sign in. */
export async function loginByPost(call: Call, context: HandlerContext): Promise<void> {
  const { return_to } = await readJsonBody(call.request, schema);
  const { location, cookie } = begin(return_to, call, context);
  respondJson(call.response, 200, { location }, ['Set-Cookie', cookie]);
}

/** `GET /auth/login?return_to=/orders`: the same for a link or a redirect, without a script. */
export async function login(call: Call, context: HandlerContext): Promise<void> {
  const parameters = new URLSearchParams(call.incoming.query);
  const { location, cookie } = begin(parameters.get('return_to') ?? undefined, call, context);
  redirect(call, location, [cookie]);
}

/** @throws OAuthError `invalid_request` */
function begin(returnTo: string | undefined, call: Call, context: HandlerContext) {
  const { application, incoming } = call;
  const place = safeReturnTo(returnTo ?? application.path);
  if (place === null) {
    throw new OAuthError('invalid_request', 'return_to must be a path of this origin: /orders.');
  }
  const { attempt, cookie } = context.loginAttempts.begin(place, incoming, application);
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: application.client,
    redirect_uri: redirectUriOf(application, context.scheme),
    scope: application.scopes.join(' '),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return { location: `${context.issuerUrl}/authorize?${parameters}`, cookie };
}

import { createHash } from 'node:crypto';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { describeIssue } from '@sallyport/protocol/input-issue.ts';
import { z } from 'zod';
import { readJsonBody } from '../http/json-body.ts';
import { respondJson } from '../http/respond.ts';
import { type Call, type HandlerContext, redirectUriOf } from './handler-context.ts';
import { redirect } from './redirect.ts';
import { safeReturnTo } from './return-to.ts';

const text = z.string().max(2_000).optional();

const wholeSeconds = 'must be whole seconds';

/** What a page may ask the issuer for (OpenID Connect Core, section 3.1.2.1). */
const wishes = {
  acr_values: text,
  login_hint: text,
  max_age: z
    .union(
      [z.int().min(0).max(999_999_999), z.string().regex(/^\d{1,9}$/, wholeSeconds)],
      wholeSeconds,
    )
    .optional(),
  organization: text,
  prompt: text,
  ui_locales: text,
};

const schema = z.object({ return_to: z.string().optional(), ...wishes });

type LoginRequest = z.output<typeof schema>;

/** `POST /auth/login`: where the page has to send the browser for the person to sign in. */
export async function loginByPost(call: Call, context: HandlerContext): Promise<void> {
  const asked = await readJsonBody(call.request, schema);
  const { location, cookies } = begin(asked, call, context);
  respondJson(
    call.response,
    200,
    { location },
    cookies.flatMap((cookie) => ['Set-Cookie', cookie]),
  );
}

/** `GET /auth/login?return_to=/orders`: the same for a link or a redirect, without a script. */
export async function login(call: Call, context: HandlerContext): Promise<void> {
  const parameters = Object.fromEntries(new URLSearchParams(call.incoming.query));
  const asked = schema.safeParse(parameters);
  if (!asked.success) {
    throw new OAuthError('invalid_request', describeIssue(asked.error.issues[0]!, parameters));
  }
  const { location, cookies } = begin(asked.data, call, context);
  redirect(call, location, cookies);
}

/** @throws OAuthError `invalid_request` */
function begin(asked: LoginRequest, call: Call, context: HandlerContext) {
  const { application, incoming } = call;
  const place = safeReturnTo(asked.return_to ?? application.path);
  if (place === null) {
    throw new OAuthError('invalid_request', 'return_to must be a path of this origin: /orders.');
  }
  const { attempt, cookies } = context.loginAttempts.begin(place, incoming, application);
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
  for (const name of Object.keys(wishes) as (keyof typeof wishes)[]) {
    const wish = asked[name];
    if (wish !== undefined) parameters.set(name, String(wish));
  }
  return { location: `${context.issuerUrl}/authorize?${parameters}`, cookies };
}

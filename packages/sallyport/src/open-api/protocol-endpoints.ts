import {
  evaluationRequest,
  evaluationResponse,
  evaluationsRequest,
} from '@sallyport/issuer/access-evaluation/evaluation.ts';
import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { text } from './fields.ts';

const tag = 'OAuth 2.1 and OpenID Connect';

const clientFields = {
  client_id: text(
    'Of a client that does not authenticate, or authenticates in the body.',
  ).optional(),
  client_secret: text('With the method `client_secret_post`.').optional(),
};

const metadata = z.looseObject({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

const authorizationQuery = z.object({
  client_id: text('The client that asks.'),
  redirect_uri: text('One of its own, exactly as registered; loopback ports aside.'),
  response_type: text('`code`'),
  scope: text(
    '`openid` asks for an ID token, `offline_access` for a refresh token that outlives the session.',
  ).optional(),
  resource: text('The API that the tokens are for (RFC 8707). May be repeated.').optional(),
  state: text('Comes back unchanged.').optional(),
  nonce: text('Is put into the ID token.').optional(),
  code_challenge: text('PKCE (RFC 7636).'),
  code_challenge_method: text('`S256`'),
  prompt: text('`none`, `login`, `consent` or `select_account`.').optional(),
  max_age: text('Seconds since the person signed in, at most.').optional(),
  organization: text(
    'The key of the organization that the tokens are for. It takes the scope `organization`.',
  ).optional(),
  login_hint: text('The address to put into the form.').optional(),
  id_token_hint: text('An ID token of the person who is expected.').optional(),
});

const tokenForm = z.object({
  grant_type: text(
    '`authorization_code`, `refresh_token`, `client_credentials`, `urn:ietf:params:oauth:grant-type:device_code` or `urn:ietf:params:oauth:grant-type:token-exchange`.',
  ),
  code: text('With `authorization_code`.').optional(),
  redirect_uri: text('With `authorization_code`: as in the authorization request.').optional(),
  code_verifier: text('With `authorization_code`: PKCE.').optional(),
  refresh_token: text('With `refresh_token`.').optional(),
  organization: text(
    'With `refresh_token`: the key of another organization that the tokens are for from now on.',
  ).optional(),
  device_code: text(
    'With `urn:ietf:params:oauth:grant-type:device_code`: asked for again every `interval` seconds.',
  ).optional(),
  scope: text('Less than what was granted.').optional(),
  resource: text(
    'The API that the token is for. May be repeated, but not for an exchange.',
  ).optional(),
  subject_token: text(
    'For an exchange (RFC 8693): the JWT that the service was called with.',
  ).optional(),
  subject_token_type: text(
    '`urn:ietf:params:oauth:token-type:jwt` or `…:access_token`.',
  ).optional(),
  audience: text('For an exchange, instead of `resource`.').optional(),
  ...clientFields,
});

const { resource, organization, max_age } = authorizationQuery.shape;

const deviceForm = z.object({
  scope: text('As in an authorization request.').optional(),
  ...{ resource, organization },
  acr_values: text('How sure the sign-in has to be, at least.').optional(),
  max_age,
  ...clientFields,
});

const deviceAnswer = z.object({
  device_code: text('`sp_dc_…`, for `/token`. The person never sees it.'),
  user_code: text('What the person types: `WDJB-MJHT`.'),
  verification_uri: z.url().meta({ description: 'Where they type it.' }),
  verification_uri_complete: z.url().meta({ description: 'The same with the code in it.' }),
  expires_in: z.int().meta({ description: 'Seconds.' }),
  interval: z.int().meta({ description: 'Seconds between two questions.' }),
});

const tokenAnswer = z.object({
  access_token: text('`sp_at_…`, or the JWT of an exchange.'),
  token_type: z.literal('Bearer'),
  expires_in: z.int().meta({ description: 'Seconds.' }),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  issued_token_type: text('Of an exchange.').optional(),
});

const introspection = z.looseObject({
  active: z.boolean(),
  sub: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  client_id: z.string().optional(),
  permissions: z.array(z.string()).optional(),
  roles: z.array(z.string()).optional(),
  exp: z.int().optional(),
});

const evaluationMetadata = z.object({
  policy_decision_point: z.url(),
  access_evaluation_endpoint: z.url(),
  access_evaluations_endpoint: z.url(),
});

/** What is served by the issuer's public listener to every client. */
export const protocolEndpoints: readonly Endpoint[] = [
  {
    ...{ server: 'issuer', method: 'get', path: '/.well-known/openid-configuration', tag },
    summary: 'Metadata of the issuer (OpenID Connect Discovery 1.0)',
    answers: [{ status: 200, description: 'The metadata.', json: metadata }],
  },
  {
    ...{ server: 'issuer', method: 'get', path: '/.well-known/oauth-authorization-server', tag },
    summary: 'The same metadata (RFC 8414)',
    answers: [{ status: 200, description: 'The metadata.', json: metadata }],
  },
  {
    ...{ server: 'issuer', method: 'get', path: '/jwks', tag },
    summary: 'The keys that JWTs are verified with (RFC 7517)',
    description:
      'A key is published before it signs, and stays until the last JWT that it signed has expired.',
    answers: [
      {
        status: 200,
        description: 'The keys.',
        json: z.object({ keys: z.array(z.looseObject({})) }),
      },
    ],
  },
  {
    ...{ server: 'issuer', method: 'get', path: '/authorize', tag },
    summary: 'Begin to sign a person in',
    description:
      'The browser is sent here. A POST with the same parameters as a form is answered with a redirect to this.',
    query: authorizationQuery,
    answers: [
      {
        status: 303,
        description:
          'To the sign-in page, or back to `redirect_uri` with `code`, `state` and `iss` (RFC 9207), or with `error`.',
      },
      {
        status: 400,
        description: 'A page that says why: the client or its redirect URI is unknown.',
        type: 'text/html',
      },
    ],
  },
  {
    ...{ server: 'issuer', method: 'post', path: '/token', tag },
    summary: 'Get tokens for a code, a refresh token, a client, or another token',
    credentials: ['client'],
    form: tokenForm,
    answers: [{ status: 200, description: 'The tokens.', json: tokenAnswer }],
  },
  {
    ...{ server: 'issuer', method: 'post', path: '/device_authorization', tag },
    summary: 'Begin to sign a person in from a device that can show no page (RFC 8628)',
    credentials: ['client'],
    form: deviceForm,
    answers: [{ status: 200, description: 'The codes.', json: deviceAnswer }],
  },
  {
    ...{ server: 'issuer', method: 'post', path: '/introspect', tag },
    summary: 'Is this token good, for my API? (RFC 7662)',
    description:
      'For clients with `serves`. Tokens of issuers under `trusted_issuers` are answered for like our own. With `Accept: application/jwt` the answer is the JWT that the gateway would have forwarded.',
    credentials: ['client'],
    form: z.object({
      token: text('The token to ask about.'),
      resource: text('The API, if the client serves several.').optional(),
      ...clientFields,
    }),
    answers: [
      {
        status: 200,
        description: 'What the token says, or `{"active": false}`.',
        json: introspection,
      },
      { status: 204, description: 'With `Accept: application/jwt`: the token is not good.' },
    ],
  },
  {
    ...{ server: 'issuer', method: 'get', path: '/.well-known/authzen-configuration', tag },
    summary: 'Where access is evaluated (OpenID AuthZEN, Authorization API 1.0)',
    answers: [{ status: 200, description: 'The metadata.', json: evaluationMetadata }],
  },
  {
    ...{ server: 'issuer', method: 'post', path: '/access/v1/evaluation', tag },
    summary: 'May this user or client do this with this resource? (OpenID AuthZEN)',
    description:
      'For clients with `serves`, about types of resources of their APIs. The answer is for the user or client: what their token is confined to is in its JWT.',
    credentials: ['client'],
    body: evaluationRequest,
    answers: [{ status: 200, description: 'The decision, and why.', json: evaluationResponse }],
  },
  {
    ...{ server: 'issuer', method: 'post', path: '/access/v1/evaluations', tag },
    summary: 'The same of up to 50 at once',
    description:
      'What is said beside `evaluations` holds for each of them that does not say it. Without that list it is a request for one.',
    credentials: ['client'],
    body: evaluationsRequest,
    answers: [
      {
        status: 200,
        description: 'A decision for each, in their order; fewer where one of them ends it.',
        json: z.object({ evaluations: z.array(evaluationResponse) }),
      },
    ],
  },
  {
    ...{ server: 'issuer', method: 'post', path: '/revoke', tag },
    summary: 'Revoke a token (RFC 7009)',
    description:
      'Returns when no gateway accepts it any more. A refresh token takes its whole grant along.',
    credentials: ['client'],
    form: z.object({
      token: text('An access or a refresh token of this client.'),
      ...clientFields,
    }),
    answers: [{ status: 200, description: 'It is not accepted any more; also if it never was.' }],
  },
  {
    ...{ server: 'issuer', method: 'get', path: '/userinfo', tag },
    summary: 'Who the person is, as far as the scopes tell (OpenID Connect Core, section 5.3)',
    description: 'A POST does the same.',
    credentials: ['bearer'],
    answers: [
      {
        status: 200,
        description: 'The claims.',
        json: z.looseObject({
          sub: z.string(),
          name: z.string().optional(),
          email: z.string().optional(),
          email_verified: z.boolean().optional(),
        }),
      },
    ],
  },
  {
    ...{ server: 'issuer', method: 'get', path: '/logout', tag },
    summary: 'Sign a person out (OpenID Connect RP-Initiated Logout 1.0)',
    description:
      'Without a hint that belongs to the session of this browser, the person is asked first.',
    query: z.object({
      id_token_hint: text('An ID token of the session.').optional(),
      client_id: text('The client that asks.').optional(),
      post_logout_redirect_uri: text('One of the client’s, exactly as registered.').optional(),
      state: text('Comes back unchanged.').optional(),
    }),
    answers: [
      { status: 303, description: 'To `post_logout_redirect_uri`.' },
      { status: 200, description: 'A page.', type: 'text/html' },
    ],
  },
];

import { OAuthError } from '@sallyport/protocol/errors.ts';
import { describe, expect, test } from 'vitest';
import type { Client } from '../clients/client.ts';
import { Parameters } from '../http/parameters.ts';
import { authorizationFields, type CheckContext, checkRequest } from './checks.ts';

const client: Client = {
  id: 'shop',
  name: 'Shop',
  type: 'web',
  authMethod: 'client_secret_basic',
  secretHashes: [],
  pkce: 'required',
  party: 'first',
  redirectUris: ['https://shop.example/cb'],
  postLogoutRedirectUris: [],
  linkOrigins: [],
  grants: ['authorization_code'],
  scopes: ['openid', 'profile'],
  apis: ['https://orders.example', 'https://reports.example'],
  authorizationDetailsTypes: [],
  serves: [],
  signIn: null,
  idTokenAlg: 'RS256',
  disabled: false,
};

const challenge = 'x'.repeat(43);
const good = {
  response_type: 'code',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  scope: 'openid',
};

/** Keys are needed for nothing but `id_token_hint`. */
const context = { settings: { url: 'https://id.example' } } as CheckContext;

function check(form: Record<string, string>, changes: Partial<Client> = {}) {
  const request = {
    form: new Parameters(Object.entries(form)).read(authorizationFields),
    client: { ...client, ...changes },
    redirectUri: 'https://shop.example/cb',
  };
  return checkRequest(request, context);
}

async function codeOf(
  form: Record<string, string>,
  changes: Partial<Client> = {},
): Promise<string | null> {
  try {
    await check(form, changes);
    return null;
  } catch (error) {
    if (error instanceof OAuthError) return error.code;
    throw error;
  }
}

test('a request that passes every check', async () => {
  const form = { ...good, state: 's', nonce: 'n', prompt: 'login', max_age: '60' };
  expect(await check(form)).toEqual({
    clientId: 'shop',
    redirectUri: 'https://shop.example/cb',
    scope: ['openid'],
    apis: client.apis,
    state: 's',
    nonce: 'n',
    codeChallenge: challenge,
    prompt: ['login'],
    maxAge: 60,
  });
});

test('query is the mode when nothing is said, and form_post is kept', async () => {
  expect(await check(good)).toEqual(await check({ ...good, response_mode: 'query' }));
  expect((await check({ ...good, response_mode: 'form_post' })).responseMode).toBe('form_post');
});

test.each([
  ['fr-CA fr  en', ['fr-CA', 'fr', 'en']],
  ['de_DE <b> en', ['en']],
  ['%', undefined],
  ['x'.repeat(36), undefined],
  ['aa '.repeat(30).trim(), Array.from({ length: 10 }, () => 'aa')],
])('ui_locales %j', async (ui_locales, tags) => {
  expect((await check({ ...good, ui_locales })).uiLocales).toEqual(tags);
});

test('resource narrows the APIs', async () => {
  const { apis } = await check({ ...good, resource: 'https://orders.example' });
  expect(apis).toEqual(['https://orders.example']);
});

describe('refusals', () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

  test.each([
    ['no response_type', without('response_type'), 'invalid_request'],
    ['the implicit flow', { ...good, response_type: 'token' }, 'unsupported_response_type'],
    ['a hybrid flow', { ...good, response_type: 'code id_token' }, 'unsupported_response_type'],
    ['a fragment', { ...good, response_mode: 'fragment' }, 'invalid_request'],
    ['a mode that there is not', { ...good, response_mode: 'form_post.jwt' }, 'invalid_request'],
    ['no challenge', { response_type: 'code' }, 'invalid_request'],
    ['plain', { ...good, code_challenge_method: 'plain' }, 'invalid_request'],
    ['no method, which means plain', without('code_challenge_method'), 'invalid_request'],
    ['a challenge that is none', { ...good, code_challenge: 'short' }, 'invalid_request'],
    ['a foreign scope', { ...good, scope: 'openid admin' }, 'invalid_scope'],
    ['a malformed scope', { ...good, scope: 'openid  profile' }, 'invalid_scope'],
    ['a foreign resource', { ...good, resource: 'https://evil.example' }, 'invalid_target'],
    ['none with others', { ...good, prompt: 'none login' }, 'invalid_request'],
    ['an unknown prompt', { ...good, prompt: 'maybe' }, 'invalid_request'],
    ['a negative max_age', { ...good, max_age: '-1' }, 'invalid_request'],
    ['a long state', { ...good, state: 's'.repeat(2049) }, 'invalid_request'],
    ['a long nonce', { ...good, nonce: 'n'.repeat(513) }, 'invalid_request'],
    ['a request object', { ...good, request: 'x' }, 'request_not_supported'],
    ['a request_uri', { ...good, request_uri: 'x' }, 'request_uri_not_supported'],
  ])('%s', async (_, form, code) => {
    expect(await codeOf(form as Record<string, string>)).toBe(code);
  });

  test('a client without the grant', async () => {
    expect(await codeOf(good, { grants: ['client_credentials'] })).toBe('unauthorized_client');
  });
});

describe('pkce: optional', () => {
  test('asks for nothing', async () => {
    expect(await codeOf({ response_type: 'code' }, { pkce: 'optional' })).toBeNull();
  });

  test('and enforces what is sent', async () => {
    const form = { ...good, code_challenge_method: 'plain' };
    expect(await codeOf(form, { pkce: 'optional' })).toBe('invalid_request');
  });
});

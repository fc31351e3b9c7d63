import type { SwapResult } from '@sallyport/protocol/internal.ts';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, reports, secret, shop, webRedirect } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { createVisitor, type Visitor } from '../../../../testing/visitor.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const apply = (changes: object) =>
  applyConfiguration(declarationSchema.parse({ ...shop, ...changes }), issuer.context);
afterEach(() => apply({}));

const shopWeb = shop.clients[0]!;
const otherClients = shop.clients.slice(1);

/** Where a request of the shop's page leads: a page of the issuer, or an error. */
async function ask(extra: Record<string, string>, browser: Visitor = createVisitor()) {
  const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
  const url = authorizeUrl({ ...request, codeVerifier: verifier(), extra });
  const next = new URL((await browser.get(url)).next!);
  return next.searchParams.get('error') ?? next.pathname.split('/')[1];
}

const unmet = 'unmet_authentication_requirements';

test('is in the ID token, at introspection, at userinfo and in the JWT for a service', async () => {
  const { access_token: token, id_token } = await signInToShop(issuer.url);
  expect(decodeJwt(id_token)).toMatchObject({ acr: 'aal1', amr: ['pwd'] });
  const authorization = basic('orders-service', secret('orders-service'));
  const introspect = (accept: string) =>
    fetch(`${issuer.url}/introspect`, {
      method: 'POST',
      headers: { authorization, accept },
      body: new URLSearchParams({ token }),
    });
  expect(await (await introspect('application/json')).json()).toMatchObject({ acr: 'aal1' });
  expect(decodeJwt(await (await introspect('application/jwt')).text())['acr']).toBe('aal1');
  const headers = { authorization: `Bearer ${token}` };
  const userinfo = await fetch(`${issuer.url}/userinfo`, { headers });
  expect(await userinfo.json()).toMatchObject({ acr: 'aal1' });
});

test('discovery lists the levels', async () => {
  const answer = await fetch(`${issuer.url}/.well-known/openid-configuration`);
  const { acr_values_supported: levels } = (await answer.json()) as Record<string, string[]>;
  expect(levels).toEqual(['aal1', 'aal2', 'phr']);
});

describe('a level above that of the session', () => {
  test.each([
    ['acr_values', { acr_values: 'phr' }, 'sign-in'],
    ['the weakest of acr_values', { acr_values: 'phr aal1' }, 'auth'],
    ['acr_values that are not ours', { acr_values: 'urn:mace:incommon:iap:silver' }, 'auth'],
    ['one of ours and one that is not', { acr_values: 'urn:other aal1' }, 'auth'],
    ['claims', { claims: '{"id_token":{"acr":{"value":"phr"}}}' }, 'sign-in'],
    [
      'an essential claim that is not ours',
      { claims: '{"id_token":{"acr":{"essential":true,"values":["urn:other"]}}}' },
      unmet,
    ],
    ['a voluntary one', { claims: '{"id_token":{"acr":{"values":["urn:other"]}}}' }, 'auth'],
    [
      'an essential one without values',
      { claims: '{"id_token":{"acr":{"essential":true}}}' },
      'auth',
    ],
    ['other claims', { claims: '{"userinfo":{"name":null},"id_token":{"acr":null}}' }, 'auth'],
    ['claims that are no JSON', { claims: '{' }, 'invalid_request'],
    ['claims that are no object', { claims: '[]' }, 'invalid_request'],
  ])('demanded by %s', async (_, extra, expected) => {
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    expect(await ask(extra, browser)).toBe(expected);
  });

  test('is demanded of the next request by an API, whatever its client asks for', async () => {
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    const [ordersApi, ...others] = shop.apis;
    await apply({ apis: [{ ...ordersApi, acr: 'phr' }, ...others] });
    expect(await ask({}, browser)).toBe('sign-in');
    expect(await ask({ acr_values: 'aal1', resource: orders }, browser)).toBe('sign-in');
    expect(await ask({ resource: shop.apis[1]!.id }, browser)).toBe('auth');
  });

  test('by its client, and by the policy for all', async () => {
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    await apply({ clients: [{ ...shopWeb, sign_in: { acr: 'phr' } }, ...otherClients] });
    expect(await ask({}, browser)).toBe('sign-in');
    await apply({
      sign_in: { acr: 'phr' },
      clients: [{ ...shopWeb, sign_in: { acr: 'aal1' } }, ...otherClients],
    });
    expect(await ask({}, browser)).toBe('sign-in');
    await apply({});
    expect(await ask({}, browser)).toBe('auth');
  });
});

describe('max_age of the policy', () => {
  test('asks a person again who signed in longer ago, however long the session lasts', async () => {
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    issuer.clock.advance(400);
    expect(await ask({}, browser)).toBe('auth');
    await apply({ sign_in: { max_age: 300 } });
    expect(await ask({}, browser)).toBe('sign-in');
    expect(await ask({ max_age: '3600' }, browser)).toBe('sign-in');
    expect(await ask({ prompt: 'none' }, browser)).toBe('login_required');
  });

  test('of a client is its own', async () => {
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    issuer.clock.advance(400);
    const strict = { ...shopWeb, sign_in: { max_age: 300 } };
    await apply({ sign_in: { max_age: 3600 }, clients: [strict, ...otherClients] });
    expect(await ask({}, browser)).toBe('sign-in');
  });
});

describe('an API that demands more than the token tells', () => {
  const reportsDemand = (acr: string, more = {}) => {
    const [ordersApi, reportsApi] = shop.apis;
    return apply({
      apis: [
        { ...ordersApi, ...more },
        { ...reportsApi, ...more, acr },
      ],
    });
  };
  const post = async (
    url: string,
    authorization: string,
    body: string | URLSearchParams,
    type?: string,
  ) => {
    const headers = { authorization, ...(type && { 'content-type': type }) };
    const answer = await fetch(url, { method: 'POST', headers, body });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const swap = async (token: string, audience: string) => {
    const body = JSON.stringify({ leased: true, swaps: [{ token, audience }] });
    const url = `${issuer.internalUrl}/internal/swap`;
    const answer = await post(url, issuer.gatewayAuthorization, body, 'application/json');
    return (answer.body as { results: (SwapResult & { jwt: string })[] }).results[0]!;
  };

  test('refuses it at the gateway and says what would do, from the moment it is applied', async () => {
    const { access_token: token } = await signInToShop(issuer.url);
    expect(await swap(token, reports)).toMatchObject({ ok: true, principal: { acr: 'aal1' } });
    await reportsDemand('aal2');
    expect(await swap(token, reports)).toMatchObject({
      ok: false,
      error: 'insufficient_user_authentication',
      error_description: 'This API needs a sign-in with acr aal2.',
      acr_values: ['aal2'],
    });
    expect(await swap(token, orders)).toMatchObject({ ok: true });
  });

  test('and all of a group do that share their JWTs', async () => {
    const browser = createVisitor();
    const { access_token: token } = await signInToShop(issuer.url, { browser });
    await reportsDemand('phr', { audience_group: 'shop' });
    expect(await swap(token, orders)).toMatchObject({ acr_values: ['phr'] });
    expect(await ask({ resource: orders }, browser)).toBe('sign-in');
  });

  test('refuses it at a token exchange', async () => {
    const { access_token: token } = await signInToShop(issuer.url);
    const { jwt } = await swap(token, orders);
    await reportsDemand('phr');
    const exchange = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: jwt,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: reports,
    });
    const authorization = basic('orders-service', secret('orders-service'));
    const answer = await post(`${issuer.url}/token`, authorization, exchange);
    expect(answer).toMatchObject({
      status: 401,
      body: { error: 'insufficient_user_authentication' },
    });
  });

  test('does not refuse a client that acts for itself', async () => {
    await reportsDemand('phr');
    const authorization = basic('orders-service', secret('orders-service'));
    const body = new URLSearchParams({ grant_type: 'client_credentials', resource: reports });
    const { access_token } = (await post(`${issuer.url}/token`, authorization, body)).body;
    expect(await swap(access_token as string, reports)).toMatchObject({ ok: true });
  });
});

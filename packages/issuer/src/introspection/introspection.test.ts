import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Acme, startTestAcme } from '../../../../testing/acme.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, reports, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';

let issuer: TestIssuer;
let acme: Acme;
beforeAll(async () => {
  acme = await startTestAcme();
  const ledger = { id: 'https://ledger.example', name: 'Ledger', signing_alg: 'RS256' };
  const ledgerService = {
    id: 'ledger-service',
    name: 'Ledger service',
    type: 'service',
    secret: secret('ledger-service'),
    grants: ['client_credentials'],
    apis: [ledger.id],
    serves: [ledger.id],
  };
  const both = {
    id: 'both-services',
    name: 'Both services',
    type: 'service',
    secret: secret('both-services'),
    serves: [orders, reports],
  };
  const trusted = { issuer: acme.url, audience: orders, map: { sub: 'sub', roles: 'roles' } };
  issuer = await startTestIssuer({
    ...shop,
    apis: [...shop.apis, ledger],
    clients: [...shop.clients, ledgerService, both],
    trusted_issuers: [trusted],
  });
});
afterAll(async () => {
  await issuer.close();
  await acme.close();
});

const service = basic('orders-service', secret('orders-service'));

function introspect(token: string, accept = 'application/json', authorization = service) {
  return fetch(`${issuer.url}/introspect`, {
    method: 'POST',
    headers: { authorization, accept },
    body: new URLSearchParams({ token }),
  });
}

async function verifyForOrders(jwt: string) {
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
  const options = { issuer: issuer.url, audience: orders, typ: 'at+jwt' };
  return (await jwtVerify(jwt, keys, options)).payload;
}

describe('a token of ours', () => {
  test('as JSON', async () => {
    const { access_token } = await signInToShop(issuer.url);
    expect(await (await introspect(access_token)).json()).toMatchObject({
      active: true,
      token_type: 'Bearer',
      client_id: 'shop-web',
      aud: orders,
      permissions: ['orders:read', 'orders:refund'],
      email: 'alice@example.com',
    });
  });

  test('its id and its times are its own, whenever it is asked about', async () => {
    const issuedAt = Math.floor(issuer.clock.now().getTime() / 1000);
    const { access_token } = await signInToShop(issuer.url);
    const first = await (await introspect(access_token)).json();
    issuer.clock.advance(200);
    const second = await (await introspect(access_token)).json();
    expect(second).toEqual(first);
    const { iat, exp } = second as { iat: number; exp: number };
    expect([iat - issuedAt, exp - iat]).toEqual([expect.closeTo(0, -1), 600]);
  });

  test('as a JWT that is signed as its API wants it', async () => {
    const answer = await fetch(`${issuer.url}/token`, {
      method: 'POST',
      headers: { authorization: basic('ledger-service', secret('ledger-service')) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    const ledgerService = basic('ledger-service', secret('ledger-service'));
    const jwt = await (await introspect(access_token, 'application/jwt', ledgerService)).text();
    expect(decodeProtectedHeader(jwt)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  });

  test('as the JWT that the gateway would forward', async () => {
    const { access_token } = await signInToShop(issuer.url);
    const answer = await introspect(access_token, 'application/jwt');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/jwt']);
    expect(await verifyForOrders(await answer.text())).toMatchObject({ roles: ['support'] });
  });
});

describe('a JWT of an issuer that is trusted', () => {
  test('as JSON: who it is comes from there, and what they may do from here', async () => {
    const answer = await introspect(await acme.robotToken(orders));
    expect(await answer.json()).toMatchObject({
      active: true,
      sub_kind: 'client',
      sub: `${acme.url}|acme-robot`,
      roles: ['support'],
      permissions: ['orders:read', 'orders:refund'],
    });
  });

  test('as a JWT of ours', async () => {
    const answer = await introspect(await acme.robotToken(orders), 'application/jwt');
    expect(await verifyForOrders(await answer.text())).toMatchObject({
      sub: `${acme.url}|acme-robot`,
    });
  });

  test('its id and its times are its own', async () => {
    const token = await acme.robotToken(orders);
    const { jti, iat, exp } = decodeJwt(token);
    expect(await (await introspect(token)).json()).toMatchObject({ jti, iat, exp });
  });

  test('with an altered signature', async () => {
    const token = await acme.robotToken(orders);
    const altered = token.slice(0, -8) + (token.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA');
    expect(await (await introspect(altered)).json()).toEqual({ active: false });
  });
});

describe('what is not good', () => {
  test.each([
    ['junk', 'junk'],
    ['something like one of ours', 'sp_at_abcdefghijkl'],
    ['an unsigned JWT', 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.'],
  ])('%s is inactive, and no JWT', async (_, token) => {
    expect(await (await introspect(token)).json()).toEqual({ active: false });
    expect((await introspect(token, 'application/jwt')).status).toBe(204);
  });

  test('a token that the user took back', async () => {
    const { access_token, refresh_token } = await signInToShop(issuer.url);
    await fetch(`${issuer.url}/revoke`, {
      method: 'POST',
      headers: { authorization: basic('shop-web', secret('shop-web')) },
      body: new URLSearchParams({ token: refresh_token }),
    });
    expect(await (await introspect(access_token)).json()).toEqual({ active: false });
  });
});

describe('who may ask', () => {
  test('nobody without a secret', async () => {
    const wrong = basic('orders-service', 'wrong');
    expect((await introspect('x', 'application/json', wrong)).status).toBe(401);
  });

  const ask = async (id: string, fields: Record<string, string>) => {
    const answer = await fetch(`${issuer.url}/introspect`, {
      method: 'POST',
      headers: { authorization: basic(id, secret(id)), accept: 'application/jwt' },
      body: new URLSearchParams(fields),
    });
    return { status: answer.status, body: (await answer.text()) || null };
  };

  test('no client that only calls the API, be the token its own', async () => {
    const { access_token: token } = await signInToShop(issuer.url);
    const { status, body } = await ask('shop-web', { token, resource: orders });
    expect([status, JSON.parse(body!)]).toEqual([
      400,
      { error: 'unauthorized_client', error_description: expect.stringContaining('serves') },
    ]);
  });

  test('nobody about an API that it does not serve', async () => {
    const { body } = await ask('orders-service', { token: 'x', resource: reports });
    expect(JSON.parse(body!)).toMatchObject({ error: 'invalid_target' });
  });

  test('a service of two APIs about the one that it names', async () => {
    const { access_token: token } = await signInToShop(issuer.url);
    const { body } = await ask('both-services', { token });
    expect(JSON.parse(body!)).toMatchObject({ error: 'invalid_target' });
    expect((await ask('both-services', { token, resource: reports })).status).toBe(200);
  });
});

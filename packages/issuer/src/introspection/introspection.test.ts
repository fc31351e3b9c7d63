import { boundTo } from '@sallyport/protocol/foreign-tokens.fixture.ts';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Acme, startTestAcme } from '../../../../testing/acme.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, reports, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import {
  startIssuer,
  type TestIssuer as TrustedIssuer,
} from '../../../guard/src/issuer.fixture.ts';
import { can } from '../../../guard/src/permissions.ts';
import { createVerifier } from '../../../guard/src/verify.ts';

let issuer: TestIssuer;
let acme: Acme;
/** An issuer whose `api://orders` is our API. */
let corp: TrustedIssuer;
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
  const map = { sub: 'sub', roles: 'roles' };
  corp = await startIssuer(() => Math.floor(issuer.clock.now().getTime() / 1000));
  issuer = await startTestIssuer({
    ...shop,
    apis: [...shop.apis, ledger],
    clients: [...shop.clients, ledgerService, both],
    trusted_issuers: [
      { issuer: acme.url, audience: orders, map },
      { issuer: corp.url, audiences: { 'api://orders': orders }, map },
    ],
  });
});
afterAll(async () => {
  await issuer.close();
  await acme.close();
  await corp.close();
});

const service = basic('orders-service', secret('orders-service'));

const asBoth = basic('both-services', secret('both-services'));

function introspect(
  token: string,
  accept = 'application/json',
  authorization = service,
  fields: Record<string, string> = {},
) {
  return fetch(`${issuer.url}/introspect`, {
    method: 'POST',
    headers: { authorization, accept },
    body: new URLSearchParams({ token, ...fields }),
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

describe('a JWT that is trusted for one API', () => {
  const ask = async (token: string, resource: string) => {
    const fields = { resource, token_type_hint: 'access_token' };
    const json = await introspect(token, 'application/json', asBoth, fields);
    const jwt = await introspect(token, 'application/jwt', asBoth, fields);
    return [((await json.json()) as { active: boolean }).active, jwt.status];
  };

  test('is nothing to another, as JSON and as a JWT', async () => {
    const token = await acme.robotToken(orders);
    expect(await ask(token, orders)).toEqual([true, 200]);
    expect(await ask(token, reports)).toEqual([false, 204]);
  });

  test('by the name that its issuer has for it', async () => {
    const token = await corp.token({ aud: 'api://orders' });
    expect(await ask(token, orders)).toEqual([true, 200]);
    expect(await ask(token, reports)).toEqual([false, 204]);
    expect(await ask(await corp.token({ aud: orders }), orders)).toEqual([false, 204]);
  });

  test('stays bound to its key', async () => {
    const token = await corp.token({ aud: 'api://orders', cnf: boundTo });
    const json = await (await introspect(token)).json();
    expect(json).toMatchObject({ active: true, token_type: 'DPoP', cnf: boundTo });
    const jwt = await (await introspect(token, 'application/jwt')).text();
    expect(await verifyForOrders(jwt)).toMatchObject({ cnf: boundTo });
    const guard = createVerifier({ issuer: issuer.url, audience: orders });
    await expect(guard(jwt)).rejects.toMatchObject({ code: 'token_sender_constrained' });
  });

  test('bound to a certificate it is a Bearer token still', async () => {
    const cnf = { 'x5t#S256': boundTo.jkt };
    const token = await corp.token({ aud: 'api://orders', cnf });
    expect(await (await introspect(token)).json()).toMatchObject({ token_type: 'Bearer', cnf });
  });

  test('stays for order 42', async () => {
    const details = [{ type: 'order', identifier: '42', actions: ['read'] }];
    const token = await corp.token({ aud: 'api://orders', authorization_details: details });
    const jwt = await (await introspect(token, 'application/jwt')).text();
    const guard = createVerifier({ issuer: issuer.url, audience: orders });
    const principal = await guard(jwt);
    expect(principal).toMatchObject({ roles: [], permissions: [], authorizationDetails: details });
    expect(can(principal, 'orders:read')).toBe(false);
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
  test('no client without a secret', async () => {
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

  test('no client about an API that it does not serve', async () => {
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

import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, reports, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';

/** Serves reports, and calls no other API but orders. */
const reportsService = {
  id: 'reports-service',
  name: 'Reports service',
  type: 'service',
  secret: secret('reports-service'),
  grants: [grantType],
  apis: [orders],
  serves: [reports],
};

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ ...shop, clients: [...shop.clients, reportsService] });
});
afterAll(() => issuer.close());

interface Answer {
  status: number;
  body: Record<string, unknown> & { access_token: string };
}

async function exchange(
  subject: string,
  fields: Record<string, string> | [string, string][] = {},
  client = 'orders-service',
): Promise<Answer> {
  const form = new URLSearchParams({
    grant_type: grantType,
    subject_token: subject,
    subject_token_type: accessToken,
  });
  for (const [name, value] of Array.isArray(fields) ? fields : Object.entries(fields)) {
    form.append(name, value);
  }
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic(client, secret(client)) },
    body: form,
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

/** What a gateway forwards to the orders service. */
async function insideToken(outside: string, audience = orders): Promise<string> {
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: issuer.gatewayAuthorization },
    body: JSON.stringify({ leased: true, swaps: [{ token: outside, audience }] }),
  });
  const { results } = (await answer.json()) as { results: { jwt: string }[] };
  return results[0]!.jwt;
}

const tokenOfAlice = async () => (await signInToShop(issuer.url)).access_token;
const aliceAtOrders = async () => insideToken(await tokenOfAlice());

test('the orders service calls reports for Alice, with her rights there', async () => {
  const subject = await aliceAtOrders();
  const { status, body } = await exchange(subject, { resource: reports });
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toEqual({
    access_token: expect.any(String),
    issued_token_type: accessToken,
    token_type: 'Bearer',
    expires_in: 60,
    scope: 'openid profile email',
  });
  expect(decodeProtectedHeader(body.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
  const [before, claims] = [decodeJwt(subject), decodeJwt(body.access_token)];
  expect(claims).toMatchObject({
    iss: issuer.url,
    aud: reports,
    sub: before.sub,
    sub_kind: 'user',
    client_id: 'orders-service',
    act: { sub: 'orders-service' },
    roles: ['support'],
    permissions: ['reports:read'],
  });
  expect(claims.jti).not.toBe(before.jti);
  expect(claims).not.toHaveProperty('email');
});

test('a client that acts for itself stays the subject, with its own roles', async () => {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-api', secret('shop-api')) },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: orders }),
  });
  const { access_token: outside } = (await answer.json()) as { access_token: string };
  const { body } = await exchange(await insideToken(outside), { resource: reports });
  expect(decodeJwt(body.access_token)).toMatchObject({
    sub: 'shop-api',
    sub_kind: 'client',
    client_id: 'orders-service',
    permissions: ['reports:read'],
  });
});

test('a chain names every service that stands in it, and the original grant decides', async () => {
  const outside = await tokenOfAlice();
  const first = await exchange(await insideToken(outside), { audience: reports });
  const second = await exchange(first.body.access_token, { resource: orders }, 'reports-service');
  expect(decodeJwt(second.body.access_token)).toMatchObject({
    aud: orders,
    client_id: 'reports-service',
    act: { sub: 'reports-service', act: { sub: 'orders-service' } },
  });
  await revoke(outside);
  const third = await exchange(second.body.access_token, { resource: reports });
  expect(third.status).toBe(400);
  expect(third.body).toMatchObject({ error: 'invalid_request' });
});

test('a chain has an end', async () => {
  let token = await aliceAtOrders();
  const services = ['orders-service', 'reports-service'];
  for (let length = 0; length < 5; length++) {
    const caller = services[length % 2]!;
    const api = length % 2 === 0 ? reports : orders;
    const { status, body } = await exchange(token, { resource: api }, caller);
    expect(status).toBe(200);
    token = body.access_token;
  }
  const { body } = await exchange(token, { resource: orders }, 'reports-service');
  expect(body).toMatchObject({ error: 'invalid_request' });
});

describe('what was taken away is not exchanged', () => {
  test('the access token', async () => {
    const outside = await tokenOfAlice();
    const subject = await insideToken(outside);
    await revoke(outside);
    const { status, body } = await exchange(subject, { resource: reports });
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'The access token has been revoked.' },
    ]);
  });

  test('a role: the other API gets what is left', async () => {
    const subject = await aliceAtOrders();
    const { sql } = issuer.context;
    await sql`delete from role_permissions where permission = 'reports:read'`;
    const { body } = await exchange(subject, { resource: reports });
    await sql`insert into role_permissions (role, permission) values ('support', 'reports:read')`;
    expect(decodeJwt(body.access_token)['permissions']).toEqual([]);
  });

  test('a client that is disabled', async () => {
    const subject = await aliceAtOrders();
    const { sql } = issuer.context;
    await sql`update clients set disabled_at = now() where id = 'shop-web'`;
    const { status } = await exchange(subject, { resource: reports });
    await sql`update clients set disabled_at = null where id = 'shop-web'`;
    expect(status).toBe(400);
  });

  test('a service that passed the token on, though another one asks', async () => {
    const { body } = await exchange(await aliceAtOrders(), { resource: reports });
    const { sql } = issuer.context;
    const next = () => exchange(body.access_token, { resource: orders }, 'reports-service');
    expect((await next()).status).toBe(200);
    await sql`update clients set disabled_at = now() where id = 'orders-service'`;
    const refused = await next();
    await sql`update clients set disabled_at = null where id = 'orders-service'`;
    expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_request']);
  });
});

describe('is refused', () => {
  const cases: [string, Record<string, string> | [string, string][], string][] = [
    ['no target', {}, 'invalid_target'],
    [
      'two targets',
      [
        ['resource', reports],
        ['resource', orders],
      ],
      'invalid_target',
    ],
    [
      'two names of one target that differ',
      { resource: reports, audience: orders },
      'invalid_target',
    ],
    [
      'an API that the service may not call',
      { resource: 'https://other.example' },
      'invalid_target',
    ],
    [
      'another kind of token',
      { resource: reports, requested_token_type: `${accessToken}x` },
      'invalid_request',
    ],
    ['an actor token', { resource: reports, actor_token: 'x' }, 'invalid_request'],
    [
      'a scope that the subject has not',
      { resource: reports, scope: 'links:create' },
      'invalid_scope',
    ],
  ];
  test.each(cases)('%s', async (_, fields, error) => {
    const { status, body } = await exchange(await aliceAtOrders(), fields);
    expect([status, body['error']]).toEqual([400, error]);
  });

  test('an outside token', async () => {
    const { body } = await exchange(await tokenOfAlice(), { resource: reports });
    expect(body).toMatchObject({ error: 'invalid_request' });
  });

  test('a JWT for an API that the client does not serve', async () => {
    const subject = await insideToken(await tokenOfAlice(), reports);
    const { body } = await exchange(subject, { resource: reports });
    expect(body['error_description']).toMatch(/not made for an API that this client serves/);
  });

  test('a client without the grant', async () => {
    const { body } = await exchange(await aliceAtOrders(), { resource: reports }, 'shop-api');
    expect(body).toMatchObject({ error: 'unauthorized_client' });
  });

  test.each<[string, (claims: JWTPayload) => [JWTPayload, object]]>([
    ['an ID token', (claims) => [claims, { typ: 'JWT' }]],
    ['one without an origin', ({ origin: _, ...claims }) => [claims, { typ: 'at+jwt' }]],
    ['an expired one', (claims) => [{ ...claims, exp: 1 }, { typ: 'at+jwt' }]],
    ['one bound to a key', (claims) => [{ ...claims, cnf: { jkt: 'x' } }, { typ: 'at+jwt' }]],
    [
      'one of another issuer',
      (claims) => [{ ...claims, iss: 'https://e.example' }, { typ: 'at+jwt' }],
    ],
  ])('%s, though it is signed by us', async (_, change) => {
    const key = issuer.context.keys.signing('ES256');
    const [claims, header] = change(decodeJwt(await aliceAtOrders()));
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
      .sign(key.privateKey);
    const { status, body } = await exchange(forged, { resource: reports });
    expect([status, body['error']]).toEqual([400, 'invalid_request']);
  });

  test('one with another signature', async () => {
    const [header, payload, signature = ''] = (await aliceAtOrders()).split('.');
    const changed = signature.startsWith('A') ? 'B' : 'A';
    const subject = [header, payload, changed + signature.slice(1)].join('.');
    const { body } = await exchange(subject, { resource: reports });
    expect(body).toMatchObject({ error: 'invalid_request' });
  });
});

async function revoke(token: string): Promise<void> {
  const answer = await fetch(`${issuer.url}/revoke`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams({ token }),
  });
  expect(answer.status).toBe(200);
}

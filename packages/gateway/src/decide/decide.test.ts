import { randomBytes } from 'node:crypto';
import type { SwapResult } from '@sallyport/protocol/internal.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';
import { sealedSession } from '../testing/session.fixture.ts';

let world: World;

const cookieKey = randomBytes(32);
const application = {
  host: 'shop.example',
  path: '/',
  client: 'shop-web',
  client_secret: 's',
  scopes: [],
};
const session = sealedSession(cookieKey, application, {
  accessToken: accessToken('alice'),
  expiresAt: Date.now() + 600_000,
});

beforeAll(async () => {
  world = await createWorld({
    settings: { cookieKeys: [cookieKey], applications: [application] },
    prepare: (issuer) => {
      const api = 'https://orders.example';
      const { upstream } = issuer.routes[0]!;
      issuer.routes = [
        { path: '/api/*', upstream, api, methods: ['GET'] },
        { path: '/api/refunds', upstream, api, require: { permissions: ['orders:refund'] } },
      ];
    },
  });
});

afterAll(async () => {
  await world.close();
});

const forwarded = (method: string, uri: string) => ({
  'x-forwarded-method': method,
  'x-forwarded-uri': uri,
});
const original = (method: string, uri: string) => ({
  'x-original-method': method,
  'x-original-uri': uri,
});
const decide = (headers: Record<string, string | string[]>, method = 'GET') =>
  ask(world.decidePort, '/decide', { method, headers });
const asAlice = (headers: Record<string, string | string[]>) =>
  decide({ ...bearer(accessToken('alice')), ...headers });

test.each([
  ['Traefik', forwarded('GET', '/api/orders?a=1')],
  ['nginx', original('GET', '/api/orders?a=1')],
])('%s gets the inside JWT to forward', async (_, headers) => {
  const answer = await asAlice(headers);
  expect(answer.status).toBe(200);
  expect(answer.headers['authorization']).toBe('Bearer jwt-of-alice');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.text).toBe('');
});

test.each(['HEAD', 'POST'])('it may be asked with %s', async (method) => {
  const headers = { ...bearer(accessToken('alice')), ...forwarded('GET', '/api/x') };
  expect((await decide(headers, method)).status).toBe(200);
});

describe('the verdicts are the gateway’s', () => {
  test.each([
    ['no token', {}, forwarded('GET', '/api/x'), 401, 'invalid_token'],
    [
      'a bad token',
      bearer(accessToken('unknown')),
      forwarded('GET', '/api/x'),
      401,
      'invalid_token',
    ],
    [
      'no permission',
      bearer(accessToken('alice')),
      forwarded('GET', '/api/refunds'),
      403,
      'insufficient_scope',
    ],
    [
      'another method',
      bearer(accessToken('alice')),
      forwarded('POST', '/api/x'),
      403,
      'method_not_allowed',
    ],
    [
      'a method that echoes',
      bearer(accessToken('alice')),
      forwarded('TRACE', '/api/refunds'),
      403,
      'method_not_allowed',
    ],
    ['no route', bearer(accessToken('alice')), forwarded('GET', '/other'), 403, 'not_found'],
    [
      'an odd path',
      bearer(accessToken('alice')),
      forwarded('GET', '/api/..%2fx'),
      403,
      'invalid_request',
    ],
    [
      'not Bearer',
      { authorization: 'Basic YTpi' },
      forwarded('GET', '/api/x'),
      403,
      'invalid_request',
    ],
  ])('%s', async (_, credentials, headers, status, error) => {
    const answer = await decide({ ...credentials, ...headers });
    expect([answer.status, answer.json()['error']]).toEqual([status, error]);
    if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm=/);
  });
});

describe('a caller cannot have another request judged than the one forwarded', () => {
  test.each([
    ['nothing described', {}],
    ['no method', { 'x-original-uri': '/api/x' }],
    ['a method of the other family', { 'x-original-uri': '/api/x', 'x-forwarded-method': 'GET' }],
    ['both families', { ...forwarded('GET', '/api/x'), ...original('GET', '/api/x') }],
    ['one more header of the other', { ...original('GET', '/api/x'), 'x-forwarded-uri': '/api/x' }],
    [
      'two hosts',
      { ...forwarded('GET', '/api/x'), 'x-forwarded-host': ['a.example', 'b.example'] },
    ],
    ['two paths', { ...original('GET', '/api/x'), 'x-original-uri': ['/api/x', '/api/y'] }],
  ])('%s', async (_, headers) => {
    expect((await asAlice(headers)).status).toBe(403);
  });
});

describe('a session', () => {
  test.each([
    ['Traefik', { ...forwarded('GET', '/api/x'), 'x-forwarded-host': 'shop.example' }, 200],
    ['nginx', { ...original('GET', '/api/x'), host: 'shop.example' }, 200],
    ['elsewhere', { ...forwarded('GET', '/api/x'), 'x-forwarded-host': 'b.example' }, 401],
    [
      'a host that the caller wrote into the other family',
      { ...original('GET', '/api/x'), host: 'b.example', 'x-forwarded-host': 'shop.example' },
      401,
    ],
  ])('through %s', async (_, headers, status) => {
    expect((await decide({ ...headers, cookie: session })).status).toBe(status);
  });

  test.each([
    [`a=1; ${session}; b=2; sp_browser=x`, 'a=1; b=2'],
    [session, ''],
    ['theme=dark', 'theme=dark'],
  ])('%.20s goes on without our cookies', async (cookie, left) => {
    const answer = await asAlice({ ...forwarded('GET', '/api/x'), cookie });
    expect([answer.status, answer.headers.cookie]).toEqual([200, left]);
  });

  test('without any cookie there is none to forward', async () => {
    expect((await asAlice(forwarded('GET', '/api/x'))).headers.cookie).toBeUndefined();
  });
});

test('a permission that ends at once is refused here as it is there', async () => {
  const { issuer } = world;
  const { swap } = issuer;
  issuer.swap = (token, audience) => ({ ...swap(token, audience), valid_for_ms: 0 }) as SwapResult;
  const headers = bearer(accessToken('bob'));
  const answers = [
    await decide({ ...headers, ...forwarded('GET', '/api/x') }),
    await ask(world.port, '/api/x', { headers }),
  ];
  issuer.swap = swap;
  const description = 'The permission for this request kept changing while it waited. Try again.';
  for (const answer of answers) {
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.json()['error_description']).toBe(description);
  }
});

test('health', async () => {
  expect((await ask(world.decidePort, '/health/live')).status).toBe(200);
  expect((await ask(world.decidePort, '/health/ready')).json()).toEqual({ status: 'ready' });
  expect((await ask(world.decidePort, '/api/x')).status).toBe(404);
});

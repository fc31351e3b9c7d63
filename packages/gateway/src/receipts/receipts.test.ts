import type { Receipt } from '@sallyport/protocol/receipt.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gatewayMetrics } from '../metrics/definitions.ts';
import {
  type Answered,
  accessToken,
  ask,
  bearer,
  createWorld,
  swapped,
  type World,
} from '../testing/gateway.fixture.ts';

const api = 'https://orders.example';
const originOfAlice = { id: 'token-1', grant: 'grant-1', exp: 1_900_000_000 };
const jwt = `e30.${Buffer.from(JSON.stringify({ origin: originOfAlice })).toString('base64url')}.x`;

let world: World;
const open = async (settings: Parameters<typeof createWorld>[0] = {}) => {
  world = await createWorld({
    ...settings,
    prepare: (issuer) => {
      const [route] = issuer.routes;
      const secret = { authenticate: ['client_secret' as const] };
      issuer.routes = [
        route!,
        { ...route!, path: '/api/{id}/refund', require: { permissions: ['orders:refund'] } },
        { ...route!, path: '/strong', require: { acr: ['aal2'] } },
        { ...route!, path: '/secret', ...secret, require: { roles: ['support'] } },
      ];
      issuer.swap = (token) => {
        if (token === accessToken('expired')) {
          return {
            ...{ ok: false, error: 'invalid_token' },
            error_description: 'The access token has expired.',
            subject: { client: 'shop-web', token: 'token-2', grant: 'grant-2', kind: 'user' },
          };
        }
        if (token === accessToken('eve')) {
          return { ok: false, error: 'invalid_token', error_description: 'Not one of ours.' };
        }
        return { ...swapped(token.startsWith('Basic') ? 'shop-api' : 'alice'), jwt };
      };
    },
  });
};
beforeEach(() => open());
afterEach(() => world.close());

const alice = bearer(accessToken('alice'));
const refund = '/api/42/refund';

/** The receipt that an answer names in its body. */
async function receiptOf(answer: Answered): Promise<Receipt> {
  const { request_id: id } = answer.json();
  expect(answer.headers['x-request-id']).toBe(id);
  const { receipts } = await world.issuer.receiptsOf(String(id));
  expect(receipts).toHaveLength(1);
  return receipts[0]!;
}

describe('a refused request has a receipt under the id in its body', () => {
  test('with all that the decision was made of, and no token', async () => {
    await world.issuer.change('user:nobody-in-particular');
    await ask(world.port, '/api/x', { headers: alice });
    world.clock.push(2_000);
    const answer = await ask(world.port, `${refund}?secret=1`, { method: 'POST', headers: alice });
    expect(answer.status).toBe(403);
    const receipt = await receiptOf(answer);
    const sentence = `This needs the permission orders:refund at ${api}.`;
    expect(receipt).toEqual({
      id: answer.headers['x-request-id'],
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      ...{ gateway: 'test', instance: expect.stringMatching(/^[0-9a-f]{12}$/), mode: 'gateway' },
      ...{ method: 'POST', host: `127.0.0.1:${world.port}`, path: refund, address: '127.0.0.1' },
      ...{ status: 403, error: 'insufficient_scope', reason: sentence },
      ...{ route: '/api/{id}/refund', api },
      rule: { name: 'require.permissions', missing: ['orders:refund'] },
      credentials: 'access_token',
      caller: {
        ...{ kind: 'user', sub: 'alice', client: 'shop-web', token: 'token-1', grant: 'grant-1' },
      },
      facts: { epoch: 'epoch-1', position: 2, read_at: 2, age_ms: expect.any(Number) },
    });
    expect(receipt.id.startsWith(receipt.instance)).toBe(true);
    expect(receipt.facts.age_ms).toBeGreaterThanOrEqual(2_000);
    expect(receipt.facts.age_ms).toBeLessThan(10_000);
    expect(JSON.stringify(receipt)).not.toContain(accessToken('alice'));
  });

  test.each([
    [
      'a token that has expired',
      '/api/x',
      bearer(accessToken('expired')),
      {
        ...{ status: 401, error: 'invalid_token', credentials: 'access_token', rule: null },
        caller: { client: 'shop-web', token: 'token-2', grant: 'grant-2', kind: 'user' },
        facts: { read_at: null, age_ms: null },
      },
    ],
    ['junk', '/api/x', bearer('junk'), { status: 401, caller: null, credentials: 'access_token' }],
    [
      'a sign-in that is too weak',
      '/strong',
      alice,
      {
        ...{ status: 401, error: 'insufficient_user_authentication' },
        rule: { name: 'require.acr', missing: ['aal2'] },
      },
    ],
    [
      'a secret that does not suffice',
      '/secret',
      { authorization: 'Basic YTpi' },
      {
        ...{ status: 403, credentials: 'client_secret' },
        rule: { name: 'require.roles', missing: ['support'] },
        caller: { kind: 'user', sub: 'shop-api', client: 'shop-web' },
      },
    ],
  ])('%s', async (_, path, headers, expected) => {
    expect(await receiptOf(await ask(world.port, path, { headers }))).toMatchObject(expected);
  });

  test('asked about by another proxy, with the status that the caller gets', async () => {
    const asked = { 'x-original-method': 'POST', 'x-original-uri': refund };
    const answer = await ask(world.decidePort, '/decide', { headers: { ...alice, ...asked } });
    expect(await receiptOf(answer)).toMatchObject({ mode: 'decide', status: 403, path: refund });
    const lost = { 'x-original-method': 'GET', 'x-original-uri': '/nothing' };
    const notFound = await ask(world.decidePort, '/decide', { headers: { ...alice, ...lost } });
    expect(await receiptOf(notFound)).toMatchObject({ status: 403, error: 'not_found' });
  });

  test('by an id that the caller chose, one for each caller', async () => {
    const chosen = { 'x-request-id': 'chosen-by-callers' };
    for (const authorization of [alice, alice, bearer('junk'), bearer('junk2')]) {
      await ask(world.port, refund, { headers: { ...authorization, ...chosen } });
    }
    const { receipts } = await world.issuer.receiptsOf('chosen-by-callers');
    expect(receipts.map(({ status, caller }) => [status, caller?.sub])).toEqual([
      [403, 'alice'],
      [401, undefined],
    ]);
  });

  test('the handshake of a WebSocket too', async () => {
    const upgrade = {
      ...{ connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    };
    const answer = await ask(world.port, refund, { headers: { ...alice, ...upgrade } });
    expect(await receiptOf(answer)).toMatchObject({ status: 403, method: 'GET' });
  });
});

const counted = (): Record<string, number> => {
  const { name } = gatewayMetrics.receipts;
  const metric = world.metrics.collect().find(({ definition }) => definition.name === name)!;
  return Object.fromEntries(
    metric.points.map((point) => [
      point.attributes['sallyport.result'],
      'value' in point ? point.value : 0,
    ]),
  );
};

test('a caller who shows nothing is only counted', async () => {
  const answer = await ask(world.port, '/api/x');
  expect(answer.status).toBe(401);
  const id = String(answer.json()['request_id']);
  expect(await world.issuer.receiptsOf(id)).toMatchObject({ receipts: [], gone: null });
  expect(counted()).toEqual({ kept: 0, unauthenticated: 1, dropped: 0 });
});

test('what was allowed has none', async () => {
  const answer = await ask(world.port, '/api/x', { headers: alice });
  const id = String(answer.headers['x-request-id'] ?? answer.json()['headers']);
  expect((await world.issuer.receiptsOf(id)).receipts).toEqual([]);
});

test('the receipts of an access token are found by its id, the newest first', async () => {
  await ask(world.port, refund, { headers: alice });
  world.clock.push(1_000);
  await ask(world.port, '/strong', { headers: alice });
  await ask(world.port, '/api/x', { headers: bearer(accessToken('expired')) });
  const { receipts } = await world.issuer.receiptsOf('token-1', 'token');
  expect(receipts.map(({ path }) => path)).toEqual(['/strong', refund]);
  expect((await world.issuer.receiptsOf('token-3', 'token')).receipts).toEqual([]);
});

test('after an hour it is gone, and says so', async () => {
  const { headers } = await ask(world.port, refund, { headers: alice });
  const id = String(headers['x-request-id']);
  world.clock.push(3_599_000);
  expect((await world.issuer.receiptsOf(id)).receipts).toHaveLength(1);
  world.clock.push(1_000);
  expect(await world.issuer.receiptsOf(id)).toMatchObject({ receipts: [], gone: 'age' });
});

test('a flood of strangers, or of one caller, drops no one else’s; what was dropped says so', async () => {
  await world.close();
  await open({ settings: { limits: { receipts: 8 } } });
  const refuse = async (path: string, headers: Record<string, string>) =>
    String((await ask(world.port, path, { headers })).headers['x-request-id']);
  const kept = await refuse('/api/x', bearer(accessToken('expired')));
  const first = await refuse(refund, alice);
  for (let count = 0; count < 20; count++) await refuse('/api/x', bearer(`junk${count}`));
  for (let count = 0; count < 8; count++) await refuse(refund, alice);
  expect((await world.issuer.receiptsOf(kept)).receipts).toHaveLength(1);
  expect(await world.issuer.receiptsOf(first)).toMatchObject({ receipts: [], gone: 'room' });
  expect(counted()).toEqual({ kept: 30, unauthenticated: 0, dropped: 22 });
});

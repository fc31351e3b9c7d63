import type { MetricDefinition } from '@sallyport/base/metrics/definition.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatewayMetrics } from './metrics/definitions.ts';
import { accessToken, ask, bearer, createWorld, type World } from './testing/gateway.fixture.ts';
import { begin, endOf, open, PendingUpstream } from './testing/pending-upstream.fixture.ts';

let world: World;
let upstream: PendingUpstream;

/** The log's lines about requests. */
const lines = (): Record<string, unknown>[] =>
  world.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'request');

/** What a metric has counted, by its attributes in the order given. */
function counted({ name }: MetricDefinition, ...attributes: string[]): Record<string, number> {
  const { points } = world.metrics.collect().find(({ definition }) => definition.name === name)!;
  return Object.fromEntries(
    points.map((point) => [
      attributes.map((attribute) => point.attributes[attribute]).join(' '),
      'value' in point ? point.value : point.counts.reduce((before, count) => before + count, 0),
    ]),
  );
}

beforeEach(async () => {
  upstream = new PendingUpstream();
  world = await createWorld({
    upstream: upstream.listener,
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [
        route!,
        { ...route!, path: '/api/refunds', require: { permissions: ['orders:refund'] } },
      ];
    },
  });
});

afterEach(async () => {
  upstream.stop();
  await world.close();
});

const alice = bearer(accessToken('alice'));
const byAlice = { sub: 'alice', client: 'shop-web' };

test.each([
  ['a header that came twice', '/api/x', { origin: ['a', 'b'] }, 'invalid_request', {}],
  ['a path with two readings', '/a//b', {}, 'invalid_request', {}],
  ['a path that leads nowhere', '/nothing', {}, 'not_found', {}],
  ['no token', '/api/x', {}, 'invalid_token', { route: '/api/*' }],
  ['an unknown token', '/api/x', bearer(accessToken('eve')), 'invalid_token', { route: '/api/*' }],
  [
    'a permission that is missing',
    '/api/refunds',
    alice,
    'insufficient_scope',
    { route: '/api/refunds', ...byAlice },
  ],
])('a request refused for %s is one line, with its id', async (_, path, headers, reason, more) => {
  const answer = await ask(world.port, path, { headers });
  const requestId = answer.headers['x-request-id'];
  const { status } = answer;
  expect(lines()).toHaveLength(1);
  expect(lines()).toMatchObject([
    { requestId, mode: 'gateway', method: 'GET', status, reason, path, ...more },
  ]);
  expect(counted(gatewayMetrics.decisions, 'sallyport.verdict', 'error.type')).toEqual({
    [`deny ${reason}`]: 1,
  });
});

test.each([
  ['that cannot be read', {}, 'invalid_request', {}],
  [
    'that is not allowed',
    { ...alice, 'x-original-method': 'GET', 'x-original-uri': '/api/refunds' },
    'insufficient_scope',
    { route: '/api/refunds', ...byAlice },
  ],
  [
    'for which there is no route',
    { ...alice, 'x-original-method': 'GET', 'x-original-uri': '/nothing' },
    'not_found',
    {},
  ],
])('so is a question of another proxy %s', async (_, headers, reason, more) => {
  const answer = await ask(world.decidePort, '/decide', { headers });
  expect(answer.status).toBe(403);
  const requestId = answer.headers['x-request-id'];
  expect(lines()).toMatchObject([{ requestId, mode: 'decide', status: 403, reason, ...more }]);
});

test('and a stream that is cut because its permission is taken away', async () => {
  const { response } = open(world.port, '/api/mine');
  begin(await upstream.gets('/api/mine'));
  const message = await response;
  const end = endOf(message);
  await world.issuer.change('user:alice');
  expect(await end).toBe('cut');
  const requestId = message.headers['x-request-id'];
  expect(lines()).toMatchObject([
    { requestId, status: 200, reason: 'access_denied', whole: false, ...byAlice },
  ]);
  expect(counted(gatewayMetrics.decisions, 'sallyport.verdict', 'error.type')).toEqual({
    'allow ': 1,
    'deny access_denied': 1,
  });
});

test('what is allowed is one line when it is over, without query and token', async () => {
  const answer = ask(world.port, '/api/x?code=secret', {
    headers: { ...alice, cookie: 'a=hidden' },
  });
  const exchange = await upstream.gets('/api/x?code=secret');
  expect(lines()).toEqual([]);
  exchange.end('four');
  const { status, headers } = await answer;
  await expect.poll(lines).toHaveLength(1);
  expect(lines()[0]).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    component: 'gateway',
    msg: 'request',
    mode: 'gateway',
    protocol: 'HTTP/1.1',
    requestId: headers['x-request-id'],
    method: 'GET',
    path: '/api/x',
    route: '/api/*',
    status,
    ms: expect.any(Number),
    bytes: 4,
    address: '127.0.0.1',
    ...byAlice,
  });
  const text = world.logged.join('');
  for (const secret of [accessToken('alice'), 'jwt-of-alice', 'secret', 'hidden']) {
    expect(text).not.toContain(secret);
  }
});

test('without the access log, only what is refused is a line', async () => {
  await world.close();
  world = await createWorld({ logAccess: false });
  expect((await ask(world.port, '/api/x', { headers: alice })).status).toBe(200);
  expect((await ask(world.port, '/api/x')).status).toBe(401);
  expect(lines()).toMatchObject([{ status: 401, reason: 'invalid_token' }]);
});

test('a caller who leaves before the answer is a line with no status', async () => {
  const { response, request } = open(world.port, '/api/mine');
  response.catch(() => {});
  await upstream.gets('/api/mine');
  request.destroy();
  await expect.poll(lines).toMatchObject([{ path: '/api/mine', status: null, whole: false }]);
});

test('an upstream that fails is counted, by how', async () => {
  const answer = ask(world.port, '/api/x', { method: 'POST', headers: alice, body: '{}' });
  (await upstream.gets('/api/x')).destroy();
  expect((await answer).status).toBe(502);
  await expect.poll(lines).toMatchObject([{ status: 502, failure: 'connection_lost' }]);
  const failures = counted(gatewayMetrics.failures, 'sallyport.upstream', 'error.type');
  expect(failures).toEqual({ [`${world.upstreamUrl} connection_lost`]: 1 });
});

test('requests are counted by route, method and status: never by path or a method made up', async () => {
  for (const path of ['/api/1', '/api/2']) {
    const answer = ask(world.port, path, { headers: alice });
    (await upstream.gets(path)).end();
    await answer;
  }
  await ask(world.port, '/api/x');
  await ask(world.port, '/nothing/1', { method: 'PROPFIND' });
  await ask(world.port, '/nothing/2', { method: 'PROPFIND' });
  await expect.poll(lines).toHaveLength(5);
  const attributes = ['http.request.method', 'http.route', 'http.response.status_code'];
  expect(counted(gatewayMetrics.requests, ...attributes)).toEqual({
    'GET /api/* 200': 2,
    'GET /api/* 401': 1,
    '_OTHER  404': 2,
  });
  expect(counted(gatewayMetrics.lookups, 'sallyport.result')).toEqual({ hit: 1, miss: 1 });
  expect(counted(gatewayMetrics.swapped, 'sallyport.result')).toEqual({ ok: 1 });
  expect(counted(gatewayMetrics.upstreams, 'sallyport.upstream')).toEqual({
    [world.upstreamUrl]: 2,
  });
  expect(counted(gatewayMetrics.behind)).toEqual({ '': 0 });
  expect(counted(gatewayMetrics.lease)['']).toBeGreaterThan(0);
});

test('whatever a path holds, the line is one line of JSON', async () => {
  const path = '/api/"a\\{}%0a';
  await ask(world.port, path, { headers: alice });
  expect(lines()).toMatchObject([{ path }]);
});

test('what was answered and refused of late is told to the issuer, by the minute and the reason', async () => {
  const asked = [
    ['/api/x', {}],
    ['/api/x', bearer(accessToken('eve'))],
    ['/api/refunds', alice],
    ['/api/refunds', alice],
    ['/nothing', alice],
  ] as const;
  for (const [path, headers] of asked) await ask(world.port, path, { headers });
  const { counts, receipts } = await world.issuer.receiptsOf('', 'counts');
  const sum = (minutes: number[] = []) => minutes.reduce((before, count) => before + count, 0);
  const { refusals, ...rest } = counts!;
  expect(Object.fromEntries(Object.entries(rest).map(([of, all]) => [of, sum(all)]))).toEqual({
    ...{ requests: 5, hits: 1, misses: 2 },
  });
  expect(Object.fromEntries(Object.entries(refusals).map(([of, all]) => [of, sum(all)]))).toEqual({
    ...{ unauthenticated: 1, invalid_token: 1, 'require.permissions': 2, not_found: 1 },
  });
  expect(receipts).toEqual([]);
});

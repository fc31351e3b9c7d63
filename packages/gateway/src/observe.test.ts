import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from './testing/gateway.fixture.ts';
import { begin, endOf, open, PendingUpstream } from './testing/pending-upstream.fixture.ts';

let world: World;
let upstream: PendingUpstream;

/** The log's lines about denials, without those before. */
const denials = (): Record<string, unknown>[] =>
  world.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'Denied');

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
  expect(denials()).toHaveLength(1);
  expect(denials()).toMatchObject([
    { requestId, mode: 'gateway', method: 'GET', status, reason, ...more },
  ]);
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
  expect(denials()).toMatchObject([{ requestId, mode: 'decide', reason, ...more }]);
});

test('and a stream that is cut because its permission is taken away', async () => {
  const { response } = open(world.port, '/api/mine');
  begin(await upstream.gets('/api/mine'));
  const message = await response;
  const end = endOf(message);
  await world.issuer.change('user:alice');
  expect(await end).toBe('cut');
  const requestId = message.headers['x-request-id'];
  expect(denials()).toMatchObject([{ requestId, reason: 'access_denied', ...byAlice }]);
});

test('what is allowed is no line among them, and no line has a token', async () => {
  const answer = ask(world.port, '/api/x', { headers: alice });
  (await upstream.gets('/api/x')).end('ok');
  expect((await answer).status).toBe(200);
  expect(denials()).toEqual([]);
  expect(world.logged.join('')).not.toContain(accessToken('alice'));
});

import type { RateLimit, Route } from '@sallyport/protocol/route.ts';
import { expect, onTestFinished, test } from 'vitest';
import type { GatewaySettings } from '../settings.ts';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

const alice = bearer(accessToken('alice'));
const bob = bearer(accessToken('bob'));

/** Time stands still. */
async function limited(
  rate_limits: RateLimit[],
  more: Partial<Route> = {},
  settings: Partial<GatewaySettings> = {},
): Promise<World> {
  const world = await createWorld({
    settings,
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [{ ...route!, rate_limits, ...more }];
    },
  });
  onTestFinished(() => world.close());
  world.clock.stop();
  return world;
}

async function statuses(
  { port }: World,
  times: number,
  headers: Record<string, string>,
): Promise<string> {
  const seen: number[] = [];
  for (let count = 0; count < times; count++) {
    seen.push((await ask(port, '/api/x', { headers })).status);
  }
  return seen.join(' ');
}

test('of each user so many requests are allowed, and then one after the other', async () => {
  const world = await limited([{ per: 'user', limit: 3, window: 3 }]);
  expect(await statuses(world, 5, alice)).toBe('200 200 200 429 429');
  expect(await statuses(world, 4, bob)).toBe('200 200 200 429');
  world.clock.push(1_000);
  expect(await statuses(world, 2, alice)).toBe('200 429');
});

test('the caller is told of quotas, and when to come back', async () => {
  const world = await limited([
    { per: 'user', limit: 2, window: 10 },
    { per: 'user', limit: 100, window: 3_600 },
    { per: 'route', limit: 50, window: 1 },
  ]);
  const first = await ask(world.port, '/api/x', { headers: alice });
  expect(first.headers).toMatchObject({
    'ratelimit-policy': '"user";q=2;w=10, "user-2";q=100;w=3600, "route";q=50;w=1',
    ratelimit: '"user";r=1;t=5, "user-2";r=99;t=36, "route";r=49;t=1',
  });
  await ask(world.port, '/api/x', { headers: alice });
  const third = await ask(world.port, '/api/x', { headers: alice });
  expect([third.status, third.headers['retry-after'], third.json()['error']]).toEqual([
    429,
    '5',
    'too_many_requests',
  ]);
  expect(third.headers['ratelimit']).toContain('"user";r=0;t=5');
});

test('a request that one limit does not allow counts at none', async () => {
  const world = await limited([
    { per: 'user', limit: 1, window: 60 },
    { per: 'route', limit: 2, window: 60 },
  ]);
  expect(await statuses(world, 5, alice)).toBe('200 429 429 429 429');
  expect(await statuses(world, 1, bob)).toBe('200');
});

test('all users of one client are counted together where that is asked for', async () => {
  const world = await limited([{ per: 'client', limit: 2, window: 60 }]);
  expect(await statuses(world, 1, alice)).toBe('200');
  expect(await statuses(world, 2, bob)).toBe('200 429');
});

test('an address is what a trusted proxy says, and with IPv6 its /64', async () => {
  const proxies = { networks: ['127.0.0.1'], header: 'x-forwarded-for', protocol: false } as const;
  const world = await limited([{ per: 'address', limit: 1, window: 60 }], {}, { proxies });
  const from = (address: string) => statuses(world, 1, { ...alice, 'x-forwarded-for': address });
  expect(await from('2001:db8:1:2::1')).toBe('200');
  expect(await from('2001:db8:1:2:ffff::9')).toBe('429');
  expect(await from('2001:db8:1:3::1')).toBe('200');
  expect(await from('192.0.2.1')).toBe('200');
  expect(await from('::ffff:192.0.2.1')).toBe('429');
});

test('what is refused counts for its address too', async () => {
  const world = await limited([{ per: 'address', limit: 3, window: 60 }]);
  const guess = bearer(accessToken('guess'));
  expect(await statuses(world, 5, guess)).toBe('401 401 401 429 429');
  expect(await statuses(world, 1, alice)).toBe('429');
});

test('a public route counts by address', async () => {
  const publicly = { authenticate: 'none', api: undefined } as unknown as Partial<Route>;
  const world = await limited([{ per: 'address', limit: 2, window: 60 }], publicly);
  expect(await statuses(world, 3, {})).toBe('200 200 429');
});

test('counts are kept when other things of the routes change', async () => {
  const world = await limited([{ per: 'user', limit: 2, window: 60 }]);
  expect(await statuses(world, 2, alice)).toBe('200 200');
  const [route] = world.issuer.routes;
  world.issuer.routes = [{ ...route!, require: { permissions: ['orders:read'] } }];
  await world.issuer.change('routes');
  expect(await statuses(world, 1, alice)).toBe('429');
});

test('another proxy gets the same verdict: 403 that says so, or 429 where it can pass that on', async () => {
  const world = await limited([{ per: 'user', limit: 1, window: 60 }]);
  const asked = { 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/api/x', ...alice };
  const first = await ask(world.decidePort, '/decide', { headers: asked });
  expect([first.status, first.headers['ratelimit']]).toEqual([200, '"user";r=0;t=60']);
  const second = await ask(world.decidePort, '/decide', { headers: asked });
  expect([second.status, second.headers['retry-after'], second.json()['error']]).toEqual([
    403,
    '60',
    'too_many_requests',
  ]);
  const envoy = await ask(world.decidePort, '/ext_authz/api/x', { headers: alice });
  expect(envoy.status).toBe(429);
  expect((await ask(world.port, '/api/x', { headers: alice })).status).toBe(429);
});

test('no proxy keeps a decision of a route with limits', async () => {
  const limits: RateLimit[] = [{ per: 'user', limit: 9, window: 60 }];
  const world = await limited(limits, {}, { decisionsAreKept: true });
  const asked = { 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/api/x', ...alice };
  const { headers } = await ask(world.decidePort, '/decide', { headers: asked });
  expect(headers['x-accel-expires']).toBeUndefined();
});

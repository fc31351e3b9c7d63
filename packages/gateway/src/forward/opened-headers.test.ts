import { routeSchema } from '@sallyport/base/routes/route-schema.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({
    prepare(issuer) {
      const [route] = issuer.routes;
      issuer.routes = [
        { ...route!, path: '/api/open/*', forward_headers: ['X-Access-Token', 'api_key', 'Host'] },
        { ...route!, path: '/api/*' },
      ];
    },
  });
});
afterAll(() => world.close());

async function passed(path: string): Promise<Record<string, unknown>> {
  const answer = await ask(world.port, path, {
    headers: {
      ...bearer(accessToken('alice')),
      'x-access-token': 'theirs',
      Api_Key: 'k',
      'Api.Key': 'another',
      'Remote-User': 'root',
      Host: 'evil.example',
    },
  });
  const { host, ...headers } = answer.json()['headers'] as Record<string, unknown>;
  expect(host).toBe(new URL(world.upstreamUrl).host);
  return headers;
}

test('a route lets pass what it names, in that spelling, and nothing that the gateway writes', async () => {
  const headers = await passed('/api/open/x');
  expect(headers).toMatchObject({ 'x-access-token': 'theirs', api_key: 'k' });
  expect(headers).not.toHaveProperty('remote-user');
  expect(headers).not.toHaveProperty(['api.key']);
});

test('another route does not', async () => {
  const headers = await passed('/api/other');
  expect(headers).not.toHaveProperty('x-access-token');
  expect(headers).not.toHaveProperty('api_key');
});

test.each([
  'Authorization',
  'authorization',
  'Cookie',
  'Host',
  'Connection',
  'Transfer-Encoding',
  'Transfer_Encoding',
  'Content_Length',
  'X-Forwarded-For',
  'X_Forwarded_Host',
  'Forwarded',
  'Proxy',
  'X-Real-IP',
  'a b',
  '',
])('no route opens %j', (name) => {
  const route = { path: '/a', upstream: 'http://127.0.0.1:1', api: 'https://orders.example' };
  expect(routeSchema.safeParse({ ...route, forward_headers: [name] }).success).toBe(false);
  expect(routeSchema.safeParse({ ...route, forward_headers: ['X-User'] }).success).toBe(true);
});

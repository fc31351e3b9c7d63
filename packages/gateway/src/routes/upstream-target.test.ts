import type { Route } from '@sallyport/protocol/route.ts';
import { expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld } from '../testing/gateway.fixture.ts';
import { compileRoute } from './compiled-route.ts';
import { strippedPrefix, upstreamPath } from './upstream-target.ts';

const origin = 'http://127.0.0.1:7001';
const compiled = (more: Partial<Route>) =>
  compileRoute({ path: '/*', upstream: origin, api: 'orders', ...more }, []);

test.each([
  // [path of the upstream, strip_prefix, path as sent, path at the upstream, X-Forwarded-Prefix]
  ['', undefined, '/api/x', '/api/x', ''],
  ['/', undefined, '/api/x/', '/api/x/', ''],
  ['/base', undefined, '/', '/base/', ''],
  ['/base', undefined, '/api/x', '/base/api/x', ''],
  ['/base/', undefined, '/api/x', '/base/api/x', ''],
  ['', '/api', '/api/x', '/x', '/api'],
  ['', '/api/', '/api/x', '/x', '/api'],
  ['', '/api', '/api/', '/', '/api'],
  ['', '/api', '/api', '/', '/api'],
  ['/base', '/api', '/api', '/base', '/api'],
  ['/base', '/api', '/api/', '/base/', '/api'],
  ['/base', '/api/v1', '/api/v1/a', '/base/a', '/api/v1'],
  ['', '/t/{tenant}', '/t/7/a', '/a', '/t/7'],
  // As sent: other capitals and encodings lead to the same route.
  ['', '/api', '/API/%7Ea%2B+b', '/%7Ea%2B+b', '/API'],
  ['/base', '/api', '/%61pi/x%20y/', '/base/x%20y/', '/%61pi'],
])('%s, without %s: %s is %s', (base, strip_prefix, path, expected, prefix) => {
  const route = compiled({ upstream: origin + base, ...(strip_prefix && { strip_prefix }) });
  expect([upstreamPath(route.targets[0]!, route, path), strippedPrefix(route, path)]).toEqual([
    expected,
    prefix,
  ]);
});

test('an upstream gets its path, the query as it is, and the prefix that it lacks', async () => {
  const world = await createWorld({
    prepare: (issuer) => {
      const [route] = issuer.routes;
      const upstream = `${route!.upstream}/base`;
      issuer.routes = [{ ...route!, upstream, strip_prefix: '/api' }];
    },
  });
  const headers = { ...bearer(accessToken('alice')), 'x-forwarded-prefix': '/evil' };
  const answer = await ask(world.port, '/api/x%2By/?a=/../b', { headers });
  expect(answer.json()).toMatchObject({
    url: '/base/x%2By/?a=/../b',
    headers: { 'x-forwarded-prefix': '/api' },
  });
  await world.close();
});

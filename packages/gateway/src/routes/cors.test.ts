import type { Route } from '@sallyport/protocol/route.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answered,
  accessToken,
  ask,
  bearer,
  createWorld,
  type World,
} from '../testing/gateway.fixture.ts';

const shop = 'https://shop.example';
const cors = { origins: [shop, 'https://*.pages.example'] };

let world: World;
beforeAll(async () => {
  world = await createWorld({
    upstream: (request, response) => {
      response.setHeader('access-control-allow-origin', 'https://of-upstream.example');
      response.setHeader('vary', 'Accept');
      response.end(JSON.stringify({ method: request.method, headers: request.headers }));
    },
    prepare: (issuer) => {
      const [base] = issuer.routes;
      const at = (path: string, more: Partial<Route>): Route => ({ ...base!, path, ...more });
      issuer.routes = [
        at('/settings', { cors, methods: ['GET', 'PUT'] }),
        at('/secret', { cors: { ...cors, credentials: true, expose: ['ETag'] } }),
        at('/listed', { cors: { ...cors, methods: ['GET'], headers: ['X-A'], max_age: 5 } }),
        at('/any', { cors: { origins: ['*'] } }),
        at('/dead', { cors, upstream: 'http://127.0.0.1:9' }),
        at('/passed', { cors: 'upstream' }),
        at('/none', {}),
      ];
    },
  });
});
afterAll(() => world.close());

const allowed = ({ headers }: Answered) => [
  headers['access-control-allow-origin'],
  headers['access-control-allow-credentials'],
  headers['access-control-expose-headers'],
  headers.vary,
];

const ours = 'WWW-Authenticate, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id';
const asked = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

/** As browsers send it: without credentials. */
const preflight = (path: string, { origin = shop, method = 'PUT' } = {}) =>
  ask(world.port, path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,x-a',
    },
  });

describe('a preflight', () => {
  test('is answered by the settings of the route', async () => {
    const answer = await preflight('/settings');
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(allowed(answer)).toEqual([shop, undefined, ours, asked]);
    expect(answer.headers['access-control-allow-methods']).toBe('GET, PUT, HEAD');
    expect(answer.headers['access-control-allow-headers']).toBe('authorization,x-a');
    expect(answer.headers['access-control-max-age']).toBe('600');
  });

  test('gets the lists of the route where it has some', async () => {
    const { headers } = await preflight('/listed', { origin: 'https://a.b.pages.example' });
    expect(headers['access-control-allow-origin']).toBe('https://a.b.pages.example');
    expect(headers['access-control-allow-methods']).toBe('GET');
    expect(headers['access-control-allow-headers']).toBe('X-A');
    expect(headers['access-control-max-age']).toBe('5');
  });

  test.each([
    ['https://evil.example'],
    ['http://shop.example'],
    ['https://shop.example.evil.example'],
    ['https://evil-pages.example'],
    ['https://.pages.example'],
    ['null'],
  ])('from %s is refused', async (origin) => {
    const answer = await preflight('/settings', { origin });
    expect([answer.status, answer.json()['error']]).toEqual([403, 'access_denied']);
    expect(allowed(answer)).toEqual([undefined, undefined, undefined, 'Origin']);
  });

  test('for a method that no route takes, or at a route without settings, is refused', async () => {
    expect((await preflight('/settings', { method: 'DELETE' })).status).toBe(405);
    expect((await preflight('/none')).status).toBe(403);
  });

  test('passes on without credentials where the upstream answers them', async () => {
    const answer = await preflight('/passed');
    expect(allowed(answer)[0]).toBe('https://of-upstream.example');
    expect(answer.json()).toMatchObject({ method: 'OPTIONS', headers: { origin: shop } });
    expect(answer.json()['headers'] as object).not.toHaveProperty('authorization');
  });

  test('has the same verdict at the decision endpoint', async () => {
    const decide = (path: string, origin = shop) =>
      ask(world.decidePort, '/decide', {
        headers: {
          ...{ origin, 'access-control-request-method': 'PUT', authorization: 'Bearer x' },
          ...{ 'x-forwarded-method': 'OPTIONS', 'x-forwarded-uri': path },
        },
      });
    const answer = await decide('/settings');
    expect([answer.status, answer.headers.authorization]).toEqual([200, '']);
    expect(answer.headers['access-control-allow-origin']).toBe(shop);
    expect((await decide('/settings', 'https://evil.example')).status).toBe(403);
    const passed = await decide('/passed');
    expect([passed.status, passed.headers.authorization]).toEqual([200, '']);
  });
});

describe('an answer', () => {
  const get = (path: string, origin: string | undefined, token = accessToken('alice')) =>
    ask(world.port, path, { headers: { ...bearer(token), ...(origin && { origin }) } });

  test.each([
    ['/settings', shop, [shop, undefined, ours, 'Accept, Origin']],
    ['/secret', shop, [shop, 'true', `${ours}, ETag`, 'Accept, Origin']],
    ['/any', shop, ['*', undefined, ours, 'Accept']],
    ['/settings', 'https://evil.example', [undefined, undefined, undefined, 'Accept, Origin']],
    ['/settings', undefined, [undefined, undefined, undefined, 'Accept, Origin']],
    ['/passed', shop, ['https://of-upstream.example', undefined, undefined, 'Accept']],
    ['/none', shop, ['https://of-upstream.example', undefined, undefined, 'Accept']],
  ])('of %s to %s', async (path, origin, expected) => {
    const answer = await get(path, origin);
    expect([answer.status, ...allowed(answer)]).toEqual([200, ...expected]);
  });

  test('that refuses can be read by the page as well', async () => {
    const { issuer } = world;
    const unknown = await get('/settings', shop, accessToken('unknown'));
    const dead = await get('/dead', shop);
    issuer.failing.add('/internal/swap');
    const silent = await get('/settings', shop, accessToken('bob'));
    issuer.failing.delete('/internal/swap');
    expect([unknown.status, dead.status, silent.status]).toEqual([401, 502, 503]);
    for (const answer of [unknown, dead, silent]) {
      expect(allowed(answer)).toEqual([shop, undefined, ours, 'Origin']);
    }
    const headers = {
      ...{ origin: shop, 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/settings' },
    };
    expect(allowed(await ask(world.decidePort, '/decide', { headers }))[0]).toBe(shop);
  });
});

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';
import { sealedSession } from '../testing/session.fixture.ts';

const cookieKey = randomBytes(32);
const application = {
  ...{ host: 'shop.example', path: '/', client: 'shop-web', client_secret: 's', scopes: [] },
};
const session = sealedSession(cookieKey, application, {
  accessToken: accessToken('alice'),
  expiresAt: Date.now() + 600_000,
});

let world: World;
beforeEach(async () => {
  world = await createWorld({
    settings: { cookieKeys: [cookieKey], applications: [application] },
    upstream: (request, response) => {
      if (request.url === '/public/stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
      } else response.end(JSON.stringify(request.headers));
    },
    prepare: (issuer) => {
      const { upstream } = issuer.routes[0]!;
      issuer.routes.push({ path: '/public/*', upstream, authenticate: 'none' });
    },
  });
});
afterEach(() => world.close());

test('anyone passes, and nothing of a caller’s credentials does', async () => {
  const headers = {
    ...bearer(accessToken('alice')),
    ...{ host: 'shop.example', cookie: `theme=dark; ${session}`, 'x-user': 'root' },
  };
  for (const credentials of [{}, headers, { authorization: 'Basic YTpi' }]) {
    const answer = await ask(world.port, '/public/x', { headers: credentials });
    expect(answer.status).toBe(200);
    expect(answer.json()).not.toHaveProperty('authorization');
    expect(answer.json()).not.toHaveProperty('x-user');
    expect(answer.json()['cookie']).toBe('cookie' in credentials ? 'theme=dark' : undefined);
  }
  expect(world.issuer.asked('/internal/swap')).toEqual([]);
});

test('the decision endpoint tells the proxy to forward no credentials', async () => {
  const headers = {
    ...bearer(accessToken('alice')),
    ...{ 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/public/x', cookie: session },
  };
  const answer = await ask(world.decidePort, '/decide', { headers });
  const { authorization, cookie } = answer.headers;
  expect([answer.status, authorization, cookie]).toEqual([200, '', '']);
});

test('it fails closed: without a lease or the issuer, no route is known to be public', async () => {
  world.issuer.failing.add('/internal/lease').add('/internal/routes');
  world.clock.push(60_000);
  expect((await ask(world.port, '/public/x')).status).toBe(503);
});

test('a stream ends when its route is public no more, and goes on when other routes change', async () => {
  const { issuer } = world;
  const [response] = (await once(
    httpGet({ port: world.port, path: '/public/stream', agent: false }),
    'response',
  )) as [IncomingMessage];
  response.on('error', () => {});
  await once(response, 'data');
  const kept = issuer.routes;
  issuer.routes = [...kept, { ...kept[0]!, path: '/more' }];
  await issuer.change('routes');
  expect(response.destroyed).toBe(false);
  const ended = new Promise((resolve) => response.once('close', resolve));
  issuer.routes = [{ ...kept[0]!, path: '/public/*' }];
  await issuer.change('routes');
  await ended;
  expect((await ask(world.port, '/public/x')).status).toBe(401);
});

import { request as httpRequest } from 'node:http';
import type { Route } from '@sallyport/protocol/route.ts';
import { expect, onTestFinished, test } from 'vitest';
import type { Limits } from '../settings.ts';
import { accessToken, ask, bearer, createWorld } from '../testing/gateway.fixture.ts';

const headers = bearer(accessToken('alice'));

/** Of one gateway, `/api/*` has the limits of the gateway and `/own/*` those that are given. */
async function withLimits(own: NonNullable<Route['limits']>, limits: Partial<Limits>) {
  const world = await createWorld({
    settings: { limits },
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [route!, { ...route!, path: '/own/*', limits: own }];
    },
    upstream: (request, response) => {
      const [, , what] = request.url!.split('/');
      if (what === 'never') return;
      if (what === 'head') setTimeout(() => response.end('late'), 600);
      else if (what === 'body' || what === 'stream') {
        const type = what === 'stream' ? 'text/event-stream' : 'application/x-ndjson';
        response.writeHead(200, { 'content-type': type });
        response.write('one ');
        setTimeout(() => response.end('two'), 600);
      } else request.resume().on('end', () => response.end('whole'));
    },
  });
  onTestFinished(() => world.close());
  return (path: string) =>
    ask(world.port, path, { headers }).then(
      ({ status, text }) => (status === 200 ? text : String(status)),
      () => 'cut',
    );
}

test('a route may wait less long for an answer than others', async () => {
  const get = await withLimits({ response_timeout: 0.1 }, {});
  expect(await Promise.all([get('/own/never'), get('/api/head')])).toEqual(['504', 'late']);
});

test('and longer', async () => {
  const get = await withLimits({ response_timeout: 10 }, { headersTimeout: 100 });
  expect(await Promise.all([get('/own/head'), get('/api/head')])).toEqual(['late', '504']);
});

test('bodies and event streams may be silent for as long as the route says', async () => {
  const usual = { bodyTimeout: 100, streamTimeout: 100 };
  const get = await withLimits({ body_timeout: 10, stream_timeout: 10 }, usual);
  const answers = await Promise.all(
    ['/own/body', '/own/stream', '/api/body', '/api/stream'].map(get),
  );
  expect(answers).toEqual(['one two', 'one two', 'cut', 'cut']);
});

test('the time for uploads is that of the route', async () => {
  const world = await createWorld({
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [{ ...route!, limits: { upload_timeout: 0.1 } }];
    },
  });
  onTestFinished(() => world.close());
  const status = await new Promise<number>((resolve, reject) => {
    const request = httpRequest({
      port: world.port,
      path: '/api/x',
      method: 'POST',
      headers: { ...headers, 'content-length': 10 },
    });
    request.on('response', (response) => resolve(response.resume().statusCode!));
    request.on('error', reject);
    request.write('1');
  });
  expect(status).toBe(408);
});

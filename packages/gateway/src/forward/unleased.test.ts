import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import {
  type Answered,
  accessToken,
  ask,
  bearer,
  createWorld,
  echo,
  listen,
  type World,
} from '../testing/gateway.fixture.ts';
import { refused } from '../testing/issuer.fixture.ts';

let world: World;
const get = (path: string, method = 'GET', body?: string): Promise<Answered> =>
  ask(world.port, path, {
    method,
    headers: bearer(accessToken('alice')),
    ...(body === undefined ? {} : { body }),
  });
const revoke = () => {
  world.issuer.swap = () => refused;
};

async function withoutLease(upstream: RequestListener): Promise<void> {
  world = await createWorld({ upstream, settings: { limits: { connectionsPerUpstream: 1 } } });
  world.issuer.failing.add('/internal/lease');
  world.clock.push(60_000);
  world.clock.stop();
}

afterEach(async () => {
  await world.close();
});

test('a request that waited for a connection is judged again before it is sent', async () => {
  const paths: string[] = [];
  const first = Promise.withResolvers<ServerResponse>();
  await withoutLease((request, response) => {
    paths.push(request.url!);
    first.resolve(response);
  });
  const answers = [get('/api/1')];
  const response = await first.promise;
  answers.push(get('/api/2'));
  await world.issuer.until(() => world.issuer.asked('/internal/swap').length === 2);
  // Once this is answered, the other one has had its permission and waits.
  expect((await get('/nothing')).status).toBe(404);
  revoke();
  world.clock.push(1_000);
  response.end('done');
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 401]);
  expect(paths).toEqual(['/api/1']);
});

test('a request whose connection broke is judged again before it is repeated', async () => {
  let requests = 0;
  await withoutLease((request) => {
    requests++;
    revoke();
    world.clock.push(1_000);
    request.socket.destroy();
  });
  expect((await get('/api/x')).status).toBe(401);
  expect(requests).toBe(1);
});

test.each([
  ['GET', undefined],
  ['POST', 'a body'],
])(
  '%s over a connection that took long to make is asked about again and sent',
  async (method, body) => {
    await withoutLease(echo);
    const { server, url } = await listen(echo);
    let connections = 0;
    server.on('connection', () => {
      connections++;
      world.clock.push(1_000);
    });
    world.issuer.routes = [{ path: '/far', upstream: url, api: 'https://orders.example' }];
    const answer = await get('/far', method, body);
    expect([answer.status, answer.json()['body'], connections]).toEqual([200, body ?? '', 1]);
    expect(world.issuer.asked('/internal/swap').length).toBe(2);
    server.closeAllConnections();
    server.close();
  },
);

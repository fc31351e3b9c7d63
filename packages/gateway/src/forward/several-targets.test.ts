import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { HealthCheck, UpstreamTarget } from '@sallyport/protocol/route.ts';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../../../testing/until.ts';
import type { Limits } from '../settings.ts';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

const headers = bearer(accessToken('alice'));

/** A target that says its name, or does what the test gives it to do. */
async function target(name: string, listener?: RequestListener) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (listener) listener(request, response);
    else request.resume().on('end', () => response.end(name));
  });
  const url = await listening(server);
  return { url, seen };
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Where nothing listens. */
async function deadUrl(): Promise<string> {
  const server = createTcpServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function between(
  upstream: UpstreamTarget[],
  limits: Partial<Limits> = {},
  health?: HealthCheck,
): Promise<World> {
  const world = await createWorld({
    settings: { limits },
    prepare: (issuer) => {
      const route = { path: '/api/*', upstream, api: 'https://orders.example' };
      issuer.routes = [{ ...route, ...(health && { health }) }];
    },
  });
  onTestFinished(() => world.close());
  return world;
}

async function getTimes({ port }: World, times: number, method = 'GET'): Promise<string[]> {
  const answers: string[] = [];
  for (let count = 0; count < times; count++) {
    const { status, text } = await ask(port, `/api/${count}`, { method, headers });
    answers.push(status === 200 ? text : String(status));
  }
  return answers;
}

const count = (answers: string[], answer: string) => answers.filter((one) => one === answer).length;

const hangUp: RequestListener = (request) => request.socket.destroy();

test('requests are spread by weight, each target with its own path', async () => {
  const [a, b] = [await target('a'), await target('b')];
  const world = await between([{ url: a.url, weight: 3 }, { url: `${b.url}/base` }]);
  const answers = await getTimes(world, 40);
  expect([count(answers, 'a'), count(answers, 'b')]).toEqual([30, 10]);
  expect(b.seen.every((line) => line.startsWith('GET /base/api/'))).toBe(true);
});

test('a slow target gets fewer requests', async () => {
  const held: (() => void)[] = [];
  const slow = await target('slow', (_, response) => held.push(() => response.end('slow')));
  const fast = await target('fast');
  const world = await between([{ url: slow.url }, { url: fast.url }]);
  const pending = Array.from({ length: 10 }, () => ask(world.port, '/api/x', { headers }));
  await until(() => held.length + fast.seen.length === 10);
  const before = held.length;
  const more = Array.from({ length: 60 }, () => ask(world.port, '/api/y', { headers }));
  await until(() => held.length + fast.seen.length === 70);
  expect(held.length - before).toBeLessThan(20);
  for (const end of held) end();
  await Promise.all([...pending, ...more]);
});

test('of a dead target no caller hears, whatever the method, and it is left out', async () => {
  const alive = await target('alive');
  const dead = await deadUrl();
  const world = await between([{ url: dead }, { url: alive.url }]);
  world.clock.stop();
  expect(count(await getTimes(world, 6), 'alive')).toBe(6);
  for (let index = 0; index < 6; index++) {
    const body = `order ${index}`;
    const { text } = await ask(world.port, '/api/x', { method: 'POST', headers, body });
    expect(text).toBe('alive');
  }
  const line = world.logged.find((one) => one.includes('is left out'));
  expect(JSON.parse(line!)).toMatchObject({ reason: 'failures' });
  const available = world.metrics
    .collect()
    .find(({ definition }) => definition.name === 'sallyport.gateway.upstream.available');
  expect(available?.points).toEqual([
    { attributes: { 'sallyport.upstream': dead }, value: 0 },
    { attributes: { 'sallyport.upstream': alive.url }, value: 1 },
  ]);
  const before = world.logged.filter((one) => one.includes('is sent again')).length;
  expect(before).toBe(5);
  await getTimes(world, 10);
  expect(world.logged.filter((one) => one.includes('is sent again')).length).toBe(before);
});

test('the body of a request that meets a dead target arrives whole at the other', async () => {
  const bodies: string[] = [];
  const alive = await target('alive', (request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('ok');
    });
  });
  const world = await between([{ url: await deadUrl() }, { url: alive.url }]);
  const body = 'x'.repeat(300_000);
  for (let index = 0; index < 4; index++) {
    await ask(world.port, '/api/x', { method: 'POST', headers, body });
  }
  expect(bodies.map((one) => one === body)).toEqual([true, true, true, true]);
});

test('what changes nothing more is sent to another target when the connection dies', async () => {
  const [broken, alive] = [await target('', hangUp), await target('alive')];
  const world = await between([{ url: broken.url }, { url: alive.url }]);
  expect(count(await getTimes(world, 6, 'GET'), 'alive')).toBe(6);
  expect(broken.seen.length).toBeGreaterThan(1);
  expect(count(await getTimes(world, 2, 'DELETE'), 'alive')).toBe(2);
});

test('a POST that was sent is not sent again', async () => {
  const [broken, alive] = [await target('', hangUp), await target('alive')];
  const world = await between([{ url: broken.url }, { url: alive.url }]);
  const answers = await getTimes(world, 6, 'POST');
  expect([count(answers, '502'), count(answers, 'alive')]).toEqual([3, 3]);
  expect([broken.seen.length, alive.seen.length]).toEqual([3, 3]);
});

test('nor a PUT whose body was sent, nor an answer that has begun', async () => {
  const broken = await target('', (request, response) => {
    if (request.method === 'PUT') request.socket.destroy();
    else {
      response.writeHead(200, { 'content-length': 10 });
      response.write('12345', () => request.socket.destroy());
    }
  });
  const alive = await target('alive');
  const world = await between([{ url: broken.url, weight: 1_000 }, { url: alive.url }]);
  const put = await ask(world.port, '/api/x', { method: 'PUT', headers, body: 'x' });
  expect(put.status).toBe(502);
  await expect(ask(world.port, '/api/x', { headers })).rejects.toThrow();
  expect([broken.seen.length, alive.seen.length]).toEqual([2, 0]);
});

test('a target that answers 503 is left out, and tried again by one request at a time', async () => {
  let status = 503;
  const flapping = await target('', (_, response) => {
    response.writeHead(status).end('flapping');
  });
  const alive = await target('alive');
  const world = await between([{ url: flapping.url }, { url: alive.url }]);
  world.clock.stop();
  expect(count(await getTimes(world, 20), '503')).toBe(5);
  world.clock.push(1_000);
  expect(count(await getTimes(world, 10), '503')).toBe(1);
  world.clock.push(1_000);
  expect(count(await getTimes(world, 10), '503')).toBe(0);
  world.clock.push(1_000);
  status = 200;
  expect(count(await getTimes(world, 10), 'flapping')).toBeGreaterThanOrEqual(4);
});

test('what is known of a target is kept over changes of routes', async () => {
  const broken = await target('', (_, response) => response.writeHead(503).end());
  const alive = await target('alive');
  const world = await between([{ url: broken.url }, { url: alive.url }]);
  world.clock.stop();
  await getTimes(world, 10);
  const [route] = world.issuer.routes;
  world.issuer.routes = [{ ...route!, path: '/api/{id}' }];
  await world.issuer.change('routes');
  expect((await ask(world.port, '/api/a/b')).status).toBe(404);
  expect(count(await getTimes(world, 10), 'alive')).toBe(10);
});

test('where all fail, they are used all the same', async () => {
  let status = 503;
  const listener: RequestListener = (_, response) => response.writeHead(status).end('back');
  const [a, b] = [await target('', listener), await target('', listener)];
  const world = await between([{ url: a.url }, { url: b.url }]);
  world.clock.stop();
  expect(count(await getTimes(world, 30), '503')).toBe(30);
  status = 200;
  expect(count(await getTimes(world, 10), 'back')).toBe(10);
});

test('a target that fails its checks is left out before any request fails there', async () => {
  const ill = await target('ill', (request, response) => {
    response.writeHead(request.url === '/up' ? 500 : 200).end('ill');
  });
  const alive = await target('alive');
  const world = await between(
    [{ url: ill.url }, { url: alive.url }],
    {},
    { path: '/up', interval: 1 },
  );
  const line = () => world.logged.find((one) => one.includes('is left out'));
  await expect.poll(line).toContain('"reason":"checks"');
  expect(count(await getTimes(world, 10), 'alive')).toBe(10);
});

test('retries do not multiply what a target that hangs up gets', async () => {
  const broken = await target('', hangUp);
  const world = await between([{ url: broken.url }]);
  world.clock.stop();
  expect(count(await getTimes(world, 100), '502')).toBe(100);
  expect(broken.seen.length).toBeLessThanOrEqual(100 + 20 + 10);
});

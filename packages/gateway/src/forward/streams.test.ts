import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';
import { refused } from '../testing/issuer.fixture.ts';

let world: World;
/** The upstream's side of every request that it has not answered yet. */
let pending: { request: IncomingMessage; response: ServerResponse; path: string }[];
let arrived: () => void;

async function upstreamGets(path: string) {
  for (;;) {
    const found = pending.find((exchange) => exchange.path === path);
    if (found) return found;
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  }
}

function open(path: string, name = 'alice') {
  const headers = bearer(accessToken(name));
  const request = httpRequest({ host: '127.0.0.1', port: world.port, path, headers, agent: false });
  const response = once(request, 'response').then(([message]) => message as IncomingMessage);
  response.catch(() => {});
  request.end();
  return { request, response };
}

/** How a response ended: whole or cut off. */
function endOf(response: IncomingMessage): Promise<'whole' | 'cut'> {
  response.resume();
  response.on('error', () => {});
  return new Promise((resolve) => {
    response.on('close', () => resolve(response.complete ? 'whole' : 'cut'));
  });
}

const begin = (response: ServerResponse, type: string): void => {
  response.writeHead(200, { 'content-type': type });
  response.write('data: 1\n\n');
};

beforeEach(async () => {
  pending = [];
  arrived = () => {};
  world = await createWorld({
    settings: { limits: { connectionsPerUpstream: 2, drainTimeout: 500 } },
    upstream: (request, response) => {
      pending.push({ request, response, path: request.url! });
      arrived();
    },
  });
});

afterEach(async () => {
  for (const { response } of pending) response.destroy();
  await world.close();
});

describe('an open event stream', () => {
  test('has ended, at both sides, when a change to what it depends on is acknowledged', async () => {
    const mine = open('/api/mine');
    const other = open('/api/other', 'bob');
    const upstream = await upstreamGets('/api/mine');
    begin(upstream.response, 'text/event-stream');
    begin((await upstreamGets('/api/other')).response, 'text/event-stream; charset=utf-8');
    const [response, otherResponse] = [await mine.response, await other.response];
    const left = once(upstream.response, 'close');
    const end = endOf(response);
    await world.issuer.change('user:alice');
    expect(await end).toBe('cut');
    await left;
    expect(otherResponse.destroyed).toBe(false);
    other.request.destroy();
  });

  test('ends though its token has long left the cache', async () => {
    const { response } = open('/api/mine');
    begin((await upstreamGets('/api/mine')).response, 'text/event-stream');
    const end = endOf(await response);
    world.clock.push(58_000);
    await ask(world.port, '/nothing');
    await world.issuer.change('user:alice');
    expect(await end).toBe('cut');
  });

  test('ends when the routes change', async () => {
    const { response } = open('/api/mine');
    begin((await upstreamGets('/api/mine')).response, 'text/event-stream');
    const end = endOf(await response);
    await world.issuer.change('routes');
    expect(await end).toBe('cut');
  });

  test('ends at its next event when the lease has lapsed', async () => {
    const { response } = open('/api/mine');
    const upstream = await upstreamGets('/api/mine');
    begin(upstream.response, 'text/event-stream');
    const end = endOf(await response);
    world.issuer.failing.add('/internal/lease');
    world.clock.push(60_000);
    upstream.response.write('data: 2\n\n');
    expect(await end).toBe('cut');
  });

  test('is not begun for a permission that ended before the upstream answered', async () => {
    const { response } = open('/api/mine');
    const upstream = await upstreamGets('/api/mine');
    await world.issuer.change('user:alice');
    begin(upstream.response, 'text/event-stream');
    expect((await response).statusCode).toBe(503);
    (await response).resume();
  });
});

test('before a lease ends unrenewed, event streams end', async () => {
  await world.close();
  world = await createWorld({
    upstream: (_, response) => begin(response, 'text/event-stream'),
    prepare: (issuer) => {
      issuer.leaseMs = 400;
    },
  });
  const { response } = open('/api/mine');
  const end = endOf(await response);
  world.issuer.failing.add('/internal/lease');
  expect(await end).toBe('cut');
});

describe('another response', () => {
  test('that began before a change may finish', async () => {
    const { response } = open('/api/mine');
    const upstream = await upstreamGets('/api/mine');
    begin(upstream.response, 'text/csv');
    const end = endOf(await response);
    await world.issuer.change('user:alice');
    upstream.response.end('the rest');
    expect(await end).toBe('whole');
  });

  test('that has streamed for long ends like an event stream', async () => {
    const { response } = open('/api/mine');
    const upstream = await upstreamGets('/api/mine');
    begin(upstream.response, 'text/csv');
    const end = endOf(await response);
    world.clock.push(10_000);
    await world.issuer.change('user:alice');
    expect(await end).toBe('cut');
  });

  test('that has not begun may begin', async () => {
    const { response } = open('/api/mine');
    const upstream = await upstreamGets('/api/mine');
    await world.issuer.change('user:alice');
    upstream.response.end('late');
    expect((await response).statusCode).toBe(200);
    expect(await endOf(await response)).toBe('whole');
  });
});

test('a request that waited for a connection is judged again before it is sent', async () => {
  const first = [open('/api/1'), open('/api/2')];
  const upstream = [await upstreamGets('/api/1'), await upstreamGets('/api/2')];
  const swaps = world.issuer.asked('/internal/swap').length;
  const queued = ask(world.port, '/api/3', { headers: bearer(accessToken('alice')) });
  // The decision port works by the same clock of events: what it answers comes after the queueing.
  await ask(world.decidePort, '/health/live');
  world.issuer.swap = () => refused;
  await world.issuer.change('user:alice');
  for (const { response } of upstream) response.end('done');
  expect((await queued).status).toBe(401);
  expect(pending.map(({ path }) => path)).toEqual(['/api/1', '/api/2']);
  expect(world.issuer.asked('/internal/swap').length).toBe(swaps + 1);
  for (const { response } of first) (await response).resume();
});

test('closing ends event streams and lets other responses finish', async () => {
  const stream = open('/api/stream');
  const download = open('/api/download');
  begin((await upstreamGets('/api/stream')).response, 'text/event-stream');
  const upstream = await upstreamGets('/api/download');
  begin(upstream.response, 'text/csv');
  const ends = [endOf(await stream.response), endOf(await download.response)];
  const closed = world.gateway.close();
  expect(await ends[0]).toBe('cut');
  upstream.response.end();
  expect(await ends[1]).toBe('whole');
  await closed;
  expect(world.issuer.asked('/internal/leave')).toEqual([{ member: 'member-1' }]);
});

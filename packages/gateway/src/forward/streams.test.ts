import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';
import { refused } from '../testing/issuer.fixture.ts';
import {
  begin,
  beginCounted,
  endOf,
  open as openAt,
  PendingUpstream,
} from '../testing/pending-upstream.fixture.ts';

let world: World;
let upstream: PendingUpstream;

const open = (path: string, name?: string) => openAt(world.port, path, name);
const revoke = async (): Promise<void> => {
  world.issuer.swap = () => refused;
  await world.issuer.change('user:alice');
};
const requirePermission = async (...permissions: string[]): Promise<void> => {
  world.issuer.routes = world.issuer.routes.map((route) => ({
    ...route,
    require: { permissions },
  }));
  await world.issuer.change('routes');
};

beforeEach(async () => {
  upstream = new PendingUpstream();
  world = await createWorld({
    settings: { limits: { connectionsPerUpstream: 2, drainTimeout: 500 } },
    upstream: upstream.listener,
  });
});

afterEach(async () => {
  upstream.stop();
  await world.close();
});

describe('an open event stream', () => {
  test('has ended, at both sides, when a change to what it depends on is acknowledged', async () => {
    const mine = open('/api/mine');
    const other = open('/api/other', 'bob');
    const sender = await upstream.gets('/api/mine');
    begin(sender);
    begin(await upstream.gets('/api/other'), 'text/event-stream; charset=utf-8');
    const [response, otherResponse] = [await mine.response, await other.response];
    const left = once(sender, 'close');
    const end = endOf(response);
    await world.issuer.change('user:alice');
    expect(await end).toBe('cut');
    await left;
    expect(otherResponse.destroyed).toBe(false);
    other.request.destroy();
  });

  test('ends though its token has long left the cache', async () => {
    const { response } = open('/api/mine');
    begin(await upstream.gets('/api/mine'));
    const end = endOf(await response);
    world.clock.push(58_000);
    await ask(world.port, '/nothing');
    await world.issuer.change('user:alice');
    expect(await end).toBe('cut');
  });

  test('ends when the routes do not allow it any more', async () => {
    const { response } = open('/api/mine');
    begin(await upstream.gets('/api/mine'));
    const end = endOf(await response);
    await requirePermission('orders:read');
    expect((await response).destroyed).toBe(false);
    await requirePermission('orders:refund');
    expect(await end).toBe('cut');
  });

  test('ends at its next event when the lease has lapsed', async () => {
    const { response } = open('/api/mine');
    const sender = await upstream.gets('/api/mine');
    begin(sender);
    const end = endOf(await response);
    world.issuer.failing.add('/internal/lease');
    world.clock.push(60_000);
    sender.write('data: 2\n\n');
    expect(await end).toBe('cut');
  });
});

test('before a lease ends unrenewed, event streams end', async () => {
  await world.close();
  world = await createWorld({
    upstream: (_, response) => begin(response),
    prepare: (issuer) => {
      issuer.leaseMs = 400;
    },
  });
  const { response } = open('/api/mine');
  const end = endOf(await response);
  world.issuer.failing.add('/internal/lease');
  expect(await end).toBe('cut');
});

describe.each(['text/event-stream', 'application/x-ndjson'])(
  'a response without a length, %s, that has not begun',
  (type) => {
    const begun = async () => {
      const { response } = open('/api/mine');
      const sender = await upstream.gets('/api/mine');
      return { sender, response };
    };

    test('is refused when its permission is gone', async () => {
      const { sender, response } = await begun();
      await revoke();
      begin(sender, type);
      expect((await response).statusCode).toBe(401);
      (await response).resume();
    });

    test('is refused when the routes do not allow it any more', async () => {
      const { sender, response } = await begun();
      await requirePermission('orders:refund');
      begin(sender, type);
      expect((await response).statusCode).toBe(403);
      (await response).resume();
    });

    test.each([
      ['what it depends on has changed, and allows it', () => world.issuer.change('user:alice')],
      ['the routes have changed, and allow it', () => requirePermission('orders:read')],
      ['its permission has expired, and is renewed', async () => world.clock.push(56_000)],
    ])('begins and is watched when %s', async (_, change) => {
      const { sender, response } = await begun();
      await change();
      begin(sender, type);
      const message = await response;
      expect(message.statusCode).toBe(200);
      const end = endOf(message);
      await world.issuer.change('user:alice');
      expect(await end).toBe('cut');
    });

    test('begins when a lapsed lease is there again', async () => {
      const { sender, response } = await begun();
      world.clock.push(60_000);
      const leases = world.issuer.asked('/internal/lease').length;
      world.issuer.append('user:other');
      await world.issuer.until(() => world.issuer.asked('/internal/lease').length > leases);
      await ask(world.port, '/nothing');
      begin(sender, type);
      expect((await response).statusCode).toBe(200);
      const end = endOf(await response);
      await world.issuer.change('user:alice');
      expect(await end).toBe('cut');
    });
  },
);

describe('without a lease', () => {
  beforeEach(() => {
    world.issuer.failing.add('/internal/lease');
    world.clock.push(60_000);
    world.clock.stop();
  });

  test('an event stream is not begun', async () => {
    const { response } = open('/api/mine');
    begin(await upstream.gets('/api/mine'));
    expect((await response).statusCode).toBe(503);
    (await response).resume();
  });

  test('any other response is', async () => {
    const { response } = open('/api/mine');
    const sender = await upstream.gets('/api/mine');
    begin(sender, 'application/json');
    const end = endOf(await response);
    sender.end('2');
    expect(await end).toBe('whole');
  });
});

test('a response without a length that has begun ends at once, like an event stream', async () => {
  const { response } = open('/api/mine');
  const sender = await upstream.gets('/api/mine');
  begin(sender, 'application/x-ndjson');
  const end = endOf(await response);
  await world.issuer.change('user:alice');
  expect(await end).toBe('cut');
});

describe('a response of known length', () => {
  test('that began before a change may finish', async () => {
    const { response } = open('/api/mine');
    const sender = await upstream.gets('/api/mine');
    beginCounted(sender);
    const end = endOf(await response);
    await revoke();
    sender.end('67890');
    expect(await end).toBe('whole');
  });

  test('that has streamed for long ends like an event stream', async () => {
    const { response } = open('/api/mine');
    beginCounted(await upstream.gets('/api/mine'));
    const end = endOf(await response);
    world.clock.push(5_000);
    await world.issuer.change('user:alice');
    expect(await end).toBe('cut');
  });

  test('that has not begun may begin', async () => {
    const { response } = open('/api/mine');
    const sender = await upstream.gets('/api/mine');
    await revoke();
    sender.end('late');
    expect((await response).statusCode).toBe(200);
    expect(await endOf(await response)).toBe('whole');
  });

  test('whose permission turns out to be good loses its deadline', async () => {
    const { response } = open('/api/mine');
    const sender = await upstream.gets('/api/mine');
    await world.issuer.change('user:alice');
    beginCounted(sender);
    const end = endOf(await response);
    const swaps = () => world.issuer.asked('/internal/swap').length;
    const before = swaps();
    await world.issuer.until(() => swaps() === before + 1);
    await ask(world.port, '/nothing');
    // Only what runs on is asked about when its permission expires.
    world.clock.push(56_000);
    await world.issuer.until(() => swaps() === before + 2);
    sender.end('67890');
    expect(await end).toBe('whole');
  });
});

test('a request that waited for a connection is judged again before it is sent', async () => {
  const first = [open('/api/1'), open('/api/2')];
  const senders = [await upstream.gets('/api/1'), await upstream.gets('/api/2')];
  const swaps = world.issuer.asked('/internal/swap').length;
  const queued = ask(world.port, '/api/3', { headers: bearer(accessToken('alice')) });
  // The decision port works by the same clock of events: what it answers comes after the queueing.
  await ask(world.decidePort, '/health/live');
  await revoke();
  for (const sender of senders) sender.end('done');
  expect((await queued).status).toBe(401);
  expect(upstream.arrived.map(({ path }) => path)).toEqual(['/api/1', '/api/2']);
  expect(world.issuer.asked('/internal/swap').length).toBe(swaps + 1);
  for (const { response } of first) (await response).resume();
});

test('closing ends event streams and lets other responses finish', async () => {
  const stream = open('/api/stream');
  const download = open('/api/download');
  begin(await upstream.gets('/api/stream'));
  const sender = await upstream.gets('/api/download');
  begin(sender, 'text/csv');
  const ends = [endOf(await stream.response), endOf(await download.response)];
  const closed = world.gateway.close();
  expect(await ends[0]).toBe('cut');
  sender.end();
  expect(await ends[1]).toBe('whole');
  await closed;
  expect(world.issuer.asked('/internal/leave')).toEqual([{ member: 'member-1' }]);
});

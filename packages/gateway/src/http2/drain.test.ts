import { expect, test } from 'vitest';
import { accessToken, createWorld } from '../testing/gateway.fixture.ts';
import { begin } from '../testing/pending-upstream.fixture.ts';
import { ask2, connectTls, tlsSettings } from './asking.fixture.ts';
import { startFlooded } from './flood.fixture.ts';
import { type Field, flags, frameTypes } from './frame-codec.fixture.ts';
import { head, request } from './frames.fixture.ts';

/** RFC 9113, section 8.7: it may be sent again, whatever it is. */
const refusedStream = 7;

const token: Field = ['authorization', `Bearer ${accessToken('alice')}`];

test('a gateway that closes says which request was its last, answers those, and ends', async () => {
  const { world, upstream, attacker: caller } = await startFlooded();
  caller.send(request(1, head('GET', '/api/first', token)));
  caller.send(request(3, head('GET', '/api/second', token)));
  const first = await upstream.gets('/api/first');
  const second = await upstream.gets('/api/second');
  const closed = world.gateway.close();
  const last = await caller.find(({ type }) => type === frameTypes.goaway);
  expect([last?.payload.readUInt32BE(0), last?.payload.readUInt32BE(4)]).toEqual([3, 0]);
  // Sent before the caller could know: it is above that number, and the caller asks elsewhere.
  caller.send(request(5, head('GET', '/api/late', token)));
  first.end('first');
  second.end('second');
  await closed;
  await caller.end();
  const ended = caller.frames.filter(
    ({ type, flag }) => type === frameTypes.data && (flag & flags.endStream) !== 0,
  );
  expect(upstream.arrived).toHaveLength(2);
  expect(ended.map(({ stream }) => stream)).toEqual([1, 3]);
});

test('event streams end at once, and what does not end in time is cut', async () => {
  const {
    world,
    upstream,
    attacker: caller,
  } = await startFlooded({ limits: { drainTimeout: 1_000 } });
  caller.send(request(1, head('GET', '/api/events', token)));
  caller.send(request(3, head('GET', '/api/endless', token)));
  begin(await upstream.gets('/api/events'));
  begin(await upstream.gets('/api/endless'), 'text/csv');
  await caller.find(({ type, stream }) => type === frameTypes.data && stream === 1);
  await caller.find(({ type, stream }) => type === frameTypes.data && stream === 3);
  const closed = world.gateway.close();
  expect(await caller.resetOf(1)).not.toBeNull();
  await closed;
  await caller.end();
  expect(caller.closed).toBe(true);
});

test('under load, each request is either answered or was not taken, so that it can be sent again', async () => {
  let served = 0;
  const world = await createWorld({
    settings: await tlsSettings(),
    upstream: (_, response) => {
      served++;
      setImmediate(() => response.end('ok'));
    },
  });
  let answered = 0;
  const failed: unknown[] = [];
  const loops = Array.from({ length: 8 }, async () => {
    const session = connectTls(world.port);
    while (!session.closed && !session.destroyed) {
      const { status, rstCode } = await ask2(session, '/api/x');
      if (status === 200 && rstCode === 0) answered++;
      else if (status !== 0 || rstCode !== refusedStream) failed.push([status, rstCode]);
    }
  });
  while (answered < 100) await new Promise(setImmediate);
  await world.gateway.close();
  await Promise.all(loops);
  expect(failed).toEqual([]);
  expect(served).toBe(answered);
  await world.close();
});

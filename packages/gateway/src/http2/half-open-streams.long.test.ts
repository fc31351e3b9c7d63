import { expect, test } from 'vitest';
import { accessToken, createWorld } from '../testing/gateway.fixture.ts';
import { tlsSettings } from './asking.fixture.ts';
import { errors, startFlooded } from './flood.fixture.ts';
import { block, type Field, frame, frameTypes } from './frame-codec.fixture.ts';
import { data, FrameConnection, head, ping, request } from './frames.fixture.ts';

const token: Field = ['authorization', `Bearer ${accessToken('alice')}`];

test('half-sent bodies on one connection leave places for others', async () => {
  const { attacker, othersAreServed } = await startFlooded();
  for (let n = 0; n < 250; n++) {
    const length: Field = ['content-length', '1000'];
    attacker.send(
      request(2 * n + 1, head('POST', `/api/${n}`, token, length), false),
      data(2 * n + 1, 'x'),
    );
  }
  attacker.send(ping());
  await attacker.acknowledged(1);
  await othersAreServed();
});

test('one that falls silent gets 408, and the others on its connection go on', async () => {
  const { world, upstream, attacker } = await startFlooded();
  attacker.send(request(1, head('POST', '/api/silent', token), false), data(1, 'x'));
  attacker.send(request(3, head('GET', '/api/slow', token)));
  await upstream.gets('/api/silent');
  const slow = await upstream.gets('/api/slow');
  const sweeps = setInterval(() => world.clock.push(31_000), 100);
  const answered = await attacker.find(
    ({ type, stream }) => type === frameTypes.headers && stream === 1,
  );
  clearInterval(sweeps);
  expect(answered).not.toBeNull();
  // What is left of the request is not waited for.
  expect(await attacker.resetOf(1)).toBe(errors.none);
  slow.end('ok');
  expect(await attacker.find(({ stream }) => stream === 3)).toMatchObject({
    type: frameTypes.headers,
  });
});

test('a header section that does not go on holds nothing but its connection', async () => {
  const { world, attacker, othersAreServed } = await startFlooded();
  attacker.send(
    frame(frameTypes.headers, { stream: 1, payload: block(head('GET', '/api/x', token)) }),
  );
  await othersAreServed();
  const sweeps = setInterval(() => world.clock.push(16_000), 100);
  await attacker.end();
  clearInterval(sweeps);
});

test.each([
  ['without TLS', () => createWorld()],
  ['over TLS', async () => createWorld({ settings: await tlsSettings() })],
])('a connection that asks for nothing ends, %s', async (about, create) => {
  const world = await create();
  const open = about === 'over TLS' ? FrameConnection.open : FrameConnection.openPlain;
  const connection = await open(world.port);
  await connection.find(({ type }) => type === frameTypes.settings);
  const sweeps = setInterval(() => world.clock.push(16_000), 100);
  expect(await connection.goaway()).toBe(errors.none);
  await connection.end();
  clearInterval(sweeps);
  await world.close();
});

test('one that has asked may be idle for longer, and PINGs do not keep it', async () => {
  const { world, attacker } = await startFlooded();
  attacker.send(request(1, head('GET', '/nothing')));
  await attacker.find(({ stream }) => stream === 1);
  world.clock.push(60_000);
  attacker.send(ping());
  await attacker.acknowledged(1);
  expect(attacker.closed).toBe(false);
  const sweeps = setInterval(() => world.clock.push(16_000), 100);
  expect(await attacker.goaway()).toBe(errors.none);
  clearInterval(sweeps);
});

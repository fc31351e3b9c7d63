import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Limits } from '../settings.ts';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await world.close();
});

async function begin(limits: Partial<Limits> = {}): Promise<void> {
  world = await createWorld({ settings: { limits } });
}

/** A POST with 1 of 1,000 bytes, and what is answered to it until the connection closes. */
function halfSent(name: string): { answer: Promise<string>; socket: Socket } {
  const socket = connect(world.port, '127.0.0.1').setEncoding('latin1');
  sockets.push(socket);
  socket.on('error', () => {});
  socket.write(
    [
      'POST /api/orders HTTP/1.1',
      'Host: localhost:8080',
      `Authorization: Bearer ${accessToken(name)}`,
      'Content-Length: 1000',
      '\r\nx',
    ].join('\r\n'),
  );
  let answer = '';
  socket.on('data', (piece) => {
    answer += piece;
  });
  return { socket, answer: once(socket, 'close').then(() => answer) };
}

const get = (name: string) =>
  ask(world.port, '/api/orders', { headers: bearer(accessToken(name)) });
const post = (name: string) =>
  ask(world.port, '/api/orders', { method: 'POST', headers: bearer(accessToken(name)), body: 'b' });

test('256 of one caller leave places for others, and for what else it asks', async () => {
  await begin();
  for (let count = 0; count < 256; count++) halfSent('alice');
  const statuses = await Promise.all([get('bob'), post('bob'), get('alice')]);
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('one that falls silent gets 408, and its connection ends', async () => {
  await begin();
  const { answer } = halfSent('alice');
  expect((await get('alice')).status).toBe(200);
  world.clock.push(61_000);
  expect(await answer).toMatch(/^HTTP\/1\.1 408 .*"request_timeout"/s);
  expect(await answer).toMatch(/^Connection: close\r$/m);
});

test('silent ones give their places to those who wait, long before their time', async () => {
  await begin({ connectionsPerUpstream: 2, queueTimeout: 30_000 });
  const silent = [halfSent('alice'), halfSent('bob')];
  // The two have been read, for what is asked later is answered.
  expect((await ask(world.port, '/nothing')).status).toBe(404);
  const waiting = get('alice');
  expect((await ask(world.port, '/nothing')).status).toBe(404);
  world.clock.push(3_000);
  expect((await waiting).status).toBe(200);
  const answers = await Promise.all(silent.map(({ answer }) => answer));
  expect(answers.every((answer) => answer.startsWith('HTTP/1.1 408'))).toBe(true);
});

test('beyond its share, a caller’s uploads wait, and go on when others end', async () => {
  await begin({ connectionsPerUpstream: 4, queueTimeout: 30_000 });
  const held = [halfSent('alice'), halfSent('alice')];
  expect((await get('bob')).status).toBe(200);
  const third = post('alice');
  expect((await get('alice')).status).toBe(200);
  held[0]!.socket.write('x'.repeat(999));
  expect((await third).status).toBe(200);
});

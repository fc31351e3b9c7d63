import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatewayMetrics } from '../metrics/definitions.ts';
import { createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

async function send(bytes: string): Promise<string> {
  const socket = connect(world.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes, 'latin1');
  return text(socket);
}

const lines = () =>
  world.logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');

test.each([
  ['no HTTP at all', 'nonsense\r\n\r\n', 400],
  ['a space in the name of a header', 'GET /a HTTP/1.1\r\nHost: a\r\nA b: c\r\n\r\n', 400],
  [
    'two lengths',
    'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
  ],
  ['a head without an end', `GET /a HTTP/1.1\r\nHost: a\r\nA: ${'a'.repeat(40_000)}`, 431],
])('%s is refused, counted and has a line', async (_, bytes, status) => {
  expect(await send(bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*Connection: close\r\n`));
  await expect.poll(lines).toHaveLength(1);
  expect(lines()[0]).toMatchObject({ status, reason: 'invalid_request', address: '127.0.0.1' });
  const counted = (name: string) =>
    world.metrics.collect().find(({ definition }) => definition.name === name)!.points;
  expect(counted(gatewayMetrics.decisions.name)).toMatchObject([
    { attributes: { 'sallyport.verdict': 'deny', 'error.type': 'invalid_request' }, value: 1 },
  ]);
  expect(counted(gatewayMetrics.requests.name)).toMatchObject([
    { attributes: { 'http.response.status_code': String(status) } },
  ]);
});

test('a caller that leaves without a word has none', async () => {
  const socket = connect(world.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.resetAndDestroy();
  expect(await send('GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
    / 404 /,
  );
  await expect.poll(lines).toHaveLength(1);
});

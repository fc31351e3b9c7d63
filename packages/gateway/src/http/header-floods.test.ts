import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  accessToken,
  ask,
  bearer,
  createWorld,
  raw,
  type World,
} from '../testing/gateway.fixture.ts';

let world: World;
let reached: number;
beforeEach(async () => {
  reached = 0;
  world = await createWorld({
    upstream: (_, response) => {
      reached++;
      response.end('reached');
    },
  });
});
afterEach(() => world.close());

const many = (count: number) => Array.from({ length: count }, (_, at) => `X-${at}: v\r\n`).join('');

/** The second form is left to `node:http` by our own reader. */
describe.each(['GET /api/orders', 'GET http://localhost:8080/api/orders'])('%s', (line) => {
  const head = (fields: string) =>
    `${line} HTTP/1.1\r\nHost: localhost:8080\r\n${fields}` +
    `Authorization: Bearer ${accessToken('alice')}\r\nConnection: close\r\n\r\n`;

  test('with as many headers as a browser never sends is answered', async () => {
    expect(await raw(world.port, head(many(150)))).toContain('reached');
  });

  test.each([
    ['too many headers', many(300)],
    ['a long header', `X-Long: ${'x'.repeat(40_000)}\r\n`],
    ['long headers together', `X-Long: ${'x'.repeat(9_000)}\r\n`.repeat(4)],
  ])('with %s is refused as a whole, and none is left out silently', async (_, fields) => {
    expect(await raw(world.port, head(fields))).toMatch(/^HTTP\/1\.1 431 /);
    expect(reached).toBe(0);
  });
});

test('a long target is refused', async () => {
  const answer = await raw(
    world.port,
    `GET /api/${'x'.repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 4(?:14|31) /);
});

test('floods of heads that never end take nothing from others', async () => {
  const sockets = Array.from({ length: 200 }, () => {
    const socket = connect(world.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /api/orders HTTP/1.1\r\nHost: localhost:8080\r\nX-Slow: ');
    return socket;
  });
  const headers = bearer(accessToken('alice'));
  expect((await ask(world.port, '/api/orders', { headers })).text).toBe('reached');
  for (const socket of sockets) socket.destroy();
});

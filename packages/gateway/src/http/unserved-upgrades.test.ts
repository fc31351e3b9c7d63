import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessToken, createWorld, raw, type World } from '../testing/gateway.fixture.ts';

let world: World;
let reached = 0;
beforeAll(async () => {
  world = await createWorld({
    upstream: (_, response) => {
      reached++;
      response.end('plain');
    },
  });
});
afterAll(() => world.close());

const send = (...headers: string[]) =>
  raw(
    world.port,
    [
      'GET /api/orders HTTP/1.1',
      'Host: localhost:8080',
      `Authorization: Bearer ${accessToken('alice')}`,
      ...headers,
      '\r\n',
    ].join('\r\n'),
  );

test.each(['connect-udp', 'h2c, websocket', 'spdy/3.1'])(
  'a request to go on as %s is refused, and not forwarded as another one',
  async (protocol) => {
    const before = reached;
    const answer = await send(`Upgrade: ${protocol}`, 'Connection: Upgrade, close');
    expect(answer).toMatch(/^HTTP\/1\.1 501 /);
    expect(reached).toBe(before);
  },
);

test.each(['h2c', 'HTTP/2.0', 'TLS/1.3, HTTP/1.1'])(
  'an offer to go on as %s need not be taken (RFC 9110, section 7.8)',
  async (protocol) => {
    expect(await send(`Upgrade: ${protocol}`, 'Connection: Upgrade, close')).toContain('plain');
  },
);

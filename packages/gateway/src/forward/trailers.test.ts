import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, raw, type World } from '../testing/gateway.fixture.ts';

let world: World;
let received: string[] = [];

beforeAll(async () => {
  world = await createWorld({
    upstream: (request, response) => {
      request.resume();
      request.on('end', () => {
        received = request.rawTrailers;
        response.writeHead(200, { trailer: 'X-Sum' });
        response.write('x');
        response.addTrailers([
          ['X-Sum', '\xe9'],
          ['Set-Cookie', '__Host-Http-sp_session=x'],
          ['Cache-Control', 'public'],
        ]);
        response.end();
      });
    },
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [{ path: '/x', upstream: route!.upstream as string, authenticate: 'none' }];
      const opened = { ...issuer.routes[0]!, path: '/opened', forward_headers: ['X-Auth-User'] };
      issuer.routes.push(opened);
    },
  });
});

afterAll(() => world.close());

const trailers = [
  ['X-Checksum', '\xe5\xa0\xb1'],
  ['X-Auth-User', 'root'],
  ['Authorization', 'Bearer x'],
  ['X_Forwarded_For', '203.0.113.7'],
  ['Content-Type', 'text/html'],
  ['Host', 'evil.example'],
  ['grpc-x-bin', 'AA=='],
];

/** The gateway reads a plain request itself, and leaves one that announces trailers to Node. */
const post = (path: string, announced: string) =>
  raw(
    world.port,
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n${announced}\r\n` +
      `1\r\nx\r\n0\r\n${trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );

test.each([
  ['read by the gateway', ''],
  ['read by Node', 'Trailer: X-Checksum\r\n'],
])('trailers of a request %s reach the upstream, but for what no header would', async (_, line) => {
  await post('/x', line);
  expect(received).toEqual(['X-Checksum', '\xe5\xa0\xb1', 'grpc-x-bin', 'AA==']);
  await post('/opened', line);
  expect(received).toContain('X-Auth-User');
});

test.each(['', 'Trailer: X-Checksum\r\n'])(
  'trailers of an answer reach the caller (%j)',
  async (line) => {
    const answer = await post('/x', line);
    expect(answer).toMatch(/\r\n0\r\nX-Sum: \xe9\r\n\r\n$/);
    expect(answer).toMatch(/\r\ntrailer: X-Sum\r\n/i);
  },
);

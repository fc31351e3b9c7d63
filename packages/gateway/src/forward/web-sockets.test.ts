import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import {
  accessToken,
  ask,
  bearer,
  createWorld,
  raw,
  type World,
} from '../testing/gateway.fixture.ts';
import { refused } from '../testing/issuer.fixture.ts';
import { sealedSession } from '../testing/session.fixture.ts';
import {
  exchange,
  listenToWebSockets,
  openWebSocket,
  type WebSocketUpstream,
} from '../testing/web-socket.fixture.ts';

const cookieKey = randomBytes(32);
const application = {
  ...{ host: 'shop.example', path: '/', client: 'shop-web', client_secret: 's', scopes: [] },
};
const cookie = sealedSession(cookieKey, application, {
  accessToken: accessToken('alice'),
  expiresAt: Date.now() + 600_000,
});

let world: World;
let upstream: WebSocketUpstream;

beforeEach(async () => {
  upstream = await listenToWebSockets();
  world = await createWorld({
    settings: {
      ...{ cookieKeys: [cookieKey], applications: [application] },
      limits: { drainTimeout: 2_000, streamsPerUpstream: 6 },
    },
    prepare: (issuer) => {
      issuer.routes = [
        { path: '/ws/*', upstream: upstream.url, api: 'https://orders.example' },
        { path: '/public/*', upstream: upstream.url, authenticate: 'none' },
        { path: '/dead', upstream: 'http://127.0.0.1:1', authenticate: 'none' },
      ];
    },
  });
});

afterEach(async () => {
  await world.close();
  await upstream.close();
});

const byToken = { headers: bearer(accessToken('alice')) };
const open = async (path = '/ws/x', options: object = byToken) => {
  const { socket, handshake } = openWebSocket(world.port, path, options);
  expect(await handshake).toBe('open');
  socket.on('error', () => {});
  return { socket, closed: once(socket, 'close') as Promise<[number, Buffer]> };
};

const handshake = {
  Host: 'a',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const headText = (line: string, headers: Record<string, string>, more = '') =>
  [line, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', more].join(
    '\r\n',
  );
const handshakeText = (path: string) => headText(`GET ${path} HTTP/1.1`, handshake);

test('passes both ways, with the JWT and the handshake as it came', async () => {
  const { socket, closed } = await open('/ws/x?room=1');
  expect(socket.protocol).toBe('chat');
  const { url, headers } = upstream.opened[0]!.request;
  expect(url).toBe('/ws/x?room=1');
  expect(headers).toMatchObject({
    authorization: 'Bearer jwt-of-alice',
    'sec-websocket-protocol': 'chat',
    'x-forwarded-proto': 'http',
  });
  expect(String(await exchange(socket, 'hello'))).toBe('hello');
  socket.close(4_000, 'done');
  expect(await closed).toEqual([4_000, Buffer.from('done')]);
  expect(world.logged.some((line) => line.includes('"status":101'))).toBe(true);
});

test('its handshake goes to the upstream over HTTP/1.1, whatever else is spoken there', async () => {
  world.issuer.routes[0]!.upstream_protocol = 'http2';
  await world.issuer.change('routes');
  const { socket } = await open();
  expect(String(await exchange(socket, 'hello'))).toBe('hello');
  socket.terminate();
});

test('large messages pass both ways at once, and both ends wait for each other', async () => {
  const { socket } = await open();
  const sent = Array.from({ length: 4 }, () => randomBytes(8 * 1024 * 1024));
  const returned: Buffer[] = [];
  socket.on('message', (data) => returned.push(data as Buffer));
  for (const piece of sent) socket.send(piece);
  while (returned.length < sent.length) await once(socket, 'message');
  expect(Buffer.concat(returned).equals(Buffer.concat(sent))).toBe(true);
  socket.terminate();
});

test('the close of either end reaches the other', async () => {
  const first = await open();
  upstream.opened[0]!.socket.close(4_001);
  expect((await first.closed)[0]).toBe(4_001);
  const second = await open();
  const gone = once(upstream.opened[1]!.socket, 'close');
  second.socket.terminate();
  expect((await gone)[0]).toBe(1_006);
  const third = await open();
  upstream.opened[2]!.socket.terminate();
  expect((await third.closed)[0]).toBe(1_006);
});

describe('has ended, at both sides,', () => {
  test('when a change to what it depends on is acknowledged', async () => {
    const { closed } = await open();
    const gone = once(upstream.opened[0]!.socket, 'close');
    await world.issuer.change('user:alice');
    expect((await closed)[0]).toBe(1_006);
    await gone;
  });

  test('when the routes do not allow it any more', async () => {
    const { closed } = await open();
    world.issuer.routes[0]!.require = { permissions: ['orders:refund'] };
    await world.issuer.change('routes');
    expect((await closed)[0]).toBe(1_006);
  });

  test('at the next message, from either side, when the lease has lapsed', async () => {
    const [sends, receives] = [await open(), await open()];
    world.issuer.failing.add('/internal/lease');
    world.clock.push(60_000);
    sends.socket.send('x');
    upstream.opened[1]!.socket.send('y');
    expect((await sends.closed)[0]).toBe(1_006);
    expect((await receives.closed)[0]).toBe(1_006);
  });

  test('when its token has expired and is refused', async () => {
    const { socket, closed } = await open();
    world.issuer.swap = () => refused;
    world.clock.push(56_000);
    socket.send('x');
    expect((await closed)[0]).toBe(1_006);
  });

  test('when the gateway closes', async () => {
    const { closed } = await open();
    await world.gateway.close();
    expect((await closed)[0]).toBe(1_006);
  });
});

test('one whose permission has expired goes on when it is renewed, and loses nothing', async () => {
  const { socket } = await open();
  world.clock.push(56_000);
  const swaps = world.issuer.asked('/internal/swap').length;
  expect(String(await exchange(socket, 'still here'))).toBe('still here');
  expect(world.issuer.asked('/internal/swap').length).toBe(swaps + 1);
  socket.terminate();
});

test('one that is silent in both directions for too long ends', async () => {
  await world.close();
  world = await createWorld({
    settings: { limits: { streamTimeout: 200 } },
    prepare: (issuer) => {
      issuer.routes = [{ path: '/ws/*', upstream: upstream.url, authenticate: 'none' }];
    },
  });
  const { socket, closed } = await open();
  expect(String(await exchange(socket, 'not yet'))).toBe('not yet');
  expect((await closed)[0]).toBe(1_006);
});

describe('by session cookie', () => {
  const bySession = (origin?: string, more: object = {}) => ({
    headers: { host: 'shop.example', cookie, ...(origin && { origin }), ...more },
  });

  test('a page of the same origin opens it', async () => {
    const { socket } = await open('/ws/x', bySession('http://shop.example'));
    expect(upstream.opened[0]!.request.headers).toMatchObject({
      authorization: 'Bearer jwt-of-alice',
    });
    expect(upstream.opened[0]!.request.headers.cookie).toBeUndefined();
    socket.terminate();
  });

  test.each([
    'http://evil.example',
    'https://shop.example',
    'http://shop.example.evil.example',
    'http://other.shop.example',
    'null',
    undefined,
  ])('a page of %s does not', async (origin) => {
    const options = bySession(origin, { 'sec-fetch-site': 'same-origin' });
    const { handshake } = openWebSocket(world.port, '/ws/x', options);
    expect(await handshake).toBe(403);
    expect(upstream.opened).toEqual([]);
  });

  test('a proxy that asks for a decision gets the same, whether it passes Upgrade on or not', async () => {
    const decide = async (origin: string, more: object = {}) => {
      const { headers } = bySession(origin, { 'sec-websocket-key': 'x', ...more });
      const original = { 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/ws/x' };
      const asked = { headers: { ...headers, ...original } };
      return (await ask(world.decidePort, '/decide', asked)).status;
    };
    expect(await decide('http://shop.example')).toBe(200);
    expect(await decide('http://evil.example')).toBe(403);
    const whole = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    expect(await decide('http://evil.example', whole)).toBe(403);
  });
});

test('a public route opens it for anyone', async () => {
  const { socket } = await open('/public/x', {});
  expect(upstream.opened[0]!.request.headers.authorization).toBeUndefined();
  socket.terminate();
});

test('what is refused, not found or unreachable is answered, and the connection ends', async () => {
  const refusals = [
    ['/ws/x', 401],
    ['/nothing', 404],
    ['/dead', 502],
  ] as const;
  for (const [path, status] of refusals) {
    expect(await openWebSocket(world.port, path).handshake).toBe(status);
  }
});

test('more than an upstream may have open are answered with 503', async () => {
  const opened = [await open(), await open(), await open()];
  expect(await openWebSocket(world.port, '/ws/x', byToken).handshake).toBe(503);
  opened[0]!.socket.close();
  await opened[0]!.closed;
  const again = await open();
  for (const { socket } of [...opened, again]) socket.terminate();
});

describe('a request to upgrade', () => {
  const sent = (headers: Record<string, string>, line = 'GET /public/x HTTP/1.1', more = '') =>
    raw(world.port, headText(line, headers, more));

  test.each([
    ['to another protocol', { ...handshake, Upgrade: 'spdy/3.1' }],
    ['to one of several', { ...handshake, Upgrade: 'websocket, h2c' }],
    ['without a key', { ...handshake, 'Sec-WebSocket-Key': '' }],
    ['with a short key', { ...handshake, 'Sec-WebSocket-Key': 'c2hvcnQ=' }],
    ['of another version', { ...handshake, 'Sec-WebSocket-Version': '8' }],
    ['with a body', { ...handshake, 'Content-Length': '3' }],
    ['that its connection does not name', { ...handshake, Connection: 'keep-alive' }],
  ])('%s is refused, and does not reach the upstream as something else', async (_, headers) => {
    const answer = await sent({ ...headers, Connection: `${headers.Connection}, close` });
    expect(answer).toMatch(_.startsWith('to') ? /^HTTP\/1\.1 501 / : /^HTTP\/1\.1 400 /);
    expect(answer.includes('Sec-WebSocket-Version: 13')).toBe(_.includes('version'));
  });

  test.each(['POST /public/x HTTP/1.1', 'GET /public/x HTTP/1.0'])('by %s too', async (line) => {
    const closing = { ...handshake, Connection: 'Upgrade, close', 'Content-Length': '0' };
    expect(await sent(closing, line)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('with something behind it is refused', async () => {
    const answer = await sent(handshake, undefined, 'GET /ws/x HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    expect(upstream.opened).toEqual([]);
  });
});

describe('an upstream', () => {
  /** Answers each connection's first bytes with a text. */
  const answering = async (answer: string) => {
    const sockets = new Set<import('node:net').Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.once('data', () => socket.write(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    world.issuer.routes[1]!.upstream = `http://127.0.0.1:${port}`;
    await world.issuer.change('routes');
    return sockets;
  };

  test('that answers otherwise has its answer passed on', async () => {
    await answering('HTTP/1.1 418 Short\r\nContent-Length: 3\r\nX-Own: 1\r\n\r\ntea');
    const answer = await raw(world.port, handshakeText('/public/x'));
    expect(answer).toMatch(/^HTTP\/1\.1 418 Short\r\n/);
    expect(answer).toContain('X-Own: 1\r\n');
    expect(answer).toMatch(/\r\nConnection: close\r\n\r\ntea$/);
  });

  test.each([
    [
      'the wrong proof',
      'Upgrade: websocket\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n',
    ],
    ['another protocol', 'Upgrade: h2c\r\n'],
    ['no proof', 'Upgrade: websocket\r\n'],
  ])('that answers 101 with %s is cut off', async (_, headers) => {
    const sockets = await answering(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n${headers}\r\n`,
    );
    expect(await openWebSocket(world.port, '/public/x').handshake).toBe(502);
    const [socket] = sockets;
    if (!socket!.closed) await once(socket!, 'close');
  });

  test('that answers 101 to what was no handshake is cut off', async () => {
    await answering('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n');
    expect((await ask(world.port, '/public/x')).status).toBe(502);
  });
});

test('a caller who leaves before the answer gives the place back', async () => {
  const arrived = Promise.withResolvers<import('node:net').Socket>();
  const silent = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => arrived.resolve(socket));
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  world.issuer.routes[1]!.upstream = `http://127.0.0.1:${port}`;
  await world.issuer.change('routes');
  const caller = connect(world.port, '127.0.0.1');
  caller.write(handshakeText('/public/x'));
  const atUpstream = await arrived.promise;
  atUpstream.resume();
  const gone = once(atUpstream, 'close');
  caller.end();
  await gone;
  caller.destroy();
});

test('a handshake that is not answered when the gateway closes is refused', async () => {
  const arrived = Promise.withResolvers<void>();
  const silent = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => arrived.resolve());
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  world.issuer.routes[1]!.upstream = `http://127.0.0.1:${port}`;
  await world.issuer.change('routes');
  const { handshake: answered } = openWebSocket(world.port, '/public/x');
  await arrived.promise;
  const closed = world.gateway.close();
  expect(await answered).toBe(503);
  await closed;
});

test('over TLS it passes as well, and by session with the Origin of https', async () => {
  await world.close();
  const { cert, key } = await makeCertificate(['localhost']);
  world = await createWorld({
    settings: {
      ...{ url: 'https://shop.example', tls: { cert, key } },
      ...{ cookieKeys: [cookieKey], applications: [application] },
    },
    prepare: (issuer) => {
      issuer.routes = [{ path: '/ws/*', upstream: upstream.url, api: 'https://orders.example' }];
    },
  });
  const secure = (origin: string) =>
    new WebSocket(`wss://127.0.0.1:${world.port}/ws/x`, {
      rejectUnauthorized: false,
      headers: { host: 'shop.example', cookie, origin },
    });
  const socket = secure('https://shop.example');
  await once(socket, 'open');
  expect((await exchange(socket, Buffer.alloc(1024 * 1024, 'x'))).length).toBe(1024 * 1024);
  socket.terminate();
  const refusedSocket = secure('http://shop.example');
  const [error] = await once(refusedSocket, 'error');
  expect(error.message).toContain('403');
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { accessToken, createWorld, PushableClock, type World } from '../testing/gateway.fixture.ts';
import { ProxyProtocol } from './proxy-protocol.ts';

const line = 'PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n';
const request = [
  'GET /api/orders HTTP/1.1',
  'Host: localhost:8080',
  'X-Forwarded-For: 192.0.2.1',
  `Authorization: Bearer ${accessToken('alice')}`,
  'Connection: close',
  '\r\n',
].join('\r\n');

const binary = Buffer.concat([
  Buffer.from('\r\n\r\n\0\r\nQUIT\n\x21\x21', 'latin1'),
  Buffer.from([0, 39, 0x20, 1, 0x0d, 0xb8, ...new Array(11).fill(0), 7, ...new Array(20).fill(1)]),
  Buffer.from([0x04, 0, 0]),
]);

async function rest(socket: Socket): Promise<string> {
  let answer = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    answer += piece;
  });
  socket.on('error', () => {});
  await once(socket, 'close');
  return answer;
}

const seenIn = (answer: string) => /"x-forwarded-for":"([^"]*)"/.exec(answer)?.[1];

const proxies = (network: string) =>
  ({ networks: [network], header: 'x-forwarded-for', protocol: true }) as const;

describe('a connection of a trusted proxy', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ settings: { proxies: proxies('127.0.0.1') } });
  });
  afterAll(() => world.close());

  const send = (...pieces: (string | Buffer)[]) => {
    const socket = connect(world.port, '127.0.0.1').setNoDelay();
    for (const piece of pieces) socket.write(piece);
    return rest(socket);
  };

  test('is that of the caller whom the header names', async () => {
    expect(seenIn(await send(line, request))).toBe('203.0.113.7');
    expect(seenIn(await send(line + request))).toBe('203.0.113.7');
    expect(seenIn(await send(Buffer.concat([binary, Buffer.from(request)])))).toBe('2001:db8::7');
  });

  test('is the same when its header comes in pieces', async () => {
    const socket = connect(world.port, '127.0.0.1').setNoDelay();
    const answer = rest(socket);
    for (const byte of line + request.slice(0, 3)) {
      socket.write(byte);
      await new Promise(setImmediate);
    }
    socket.write(request.slice(3));
    expect(seenIn(await answer)).toBe('203.0.113.7');
  });

  test('carries a body that came with the header, and further requests', async () => {
    const head = request.replace('GET', 'POST').replace('Connection: close', 'Content-Length: 5');
    const answer = await send(`${line}${head}hello${request}`);
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(answer).toContain('"body":"hello"');
    expect(seenIn(answer)).toBe('203.0.113.7');
  });

  test('that is its own (a health check) is that of the proxy, whose word counts', async () => {
    expect(seenIn(await send(`PROXY UNKNOWN\r\n${request}`))).toBe('192.0.2.1');
  });

  test.each([
    ['no header', request],
    ['a malformed one', `PROXY TCP4 x y 1 2\r\n${request}`],
    ['TLS', '\x16\x03\x01'],
  ])('with %s is closed, and nothing is answered', async (_, bytes) => {
    expect(await send(bytes)).toBe('');
    expect(world.logged.join('')).toContain('without a PROXY header that can be read');
  });
});

test('a caller who connects by itself sends no header: what looks like one is refused', async () => {
  const world = await createWorld({ settings: { proxies: proxies('10.0.0.0/8') } });
  const send = (bytes: string) => {
    const socket = connect(world.port, '127.0.0.1');
    socket.write(bytes);
    return rest(socket);
  };
  const plain = send(request);
  const forged = send(line + request);
  expect(seenIn(await plain)).toBe('127.0.0.1');
  expect(await forged).toContain('HTTP/1.1 400');
  await world.close();
});

test('it comes ahead of TLS', async () => {
  const { cert, key } = await makeCertificate(['localhost']);
  const world = await createWorld({
    settings: { url: 'https://localhost:8443', tls: { cert, key }, proxies: proxies('127.0.0.1') },
  });
  const socket = connect(world.port, '127.0.0.1');
  socket.write(line);
  const secure = connectTls({ socket, rejectUnauthorized: false });
  secure.write(request);
  const answer = await rest(secure);
  expect(seenIn(answer)).toBe('203.0.113.7');
  expect(answer).toContain('"x-forwarded-proto":"https"');
  await world.close();
});

test('one that does not come is not waited for, and none holds up the end', async () => {
  const server = createServer();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const parts = { isTrusted: () => true, clock: new PushableClock(), log, timeoutMs: 20 };
  const protocol = new ProxyProtocol(parts);
  protocol.attach(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await rest(connect(port, '127.0.0.1'))).toBe('');
  const halfSent = connect(port, '127.0.0.1');
  halfSent.write('PROXY TC');
  await once(server, 'connection');
  protocol.close();
  expect(await rest(halfSent)).toBe('');
  await new Promise((resolve) => server.close(resolve));
});

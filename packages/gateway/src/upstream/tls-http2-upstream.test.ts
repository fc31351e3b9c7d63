import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { askUpstream, bodyOf } from './asking.fixture.ts';
import { Http2Connections } from './http2-connections.ts';

const limits = {
  connectTimeout: 2_000,
  headersTimeout: 5_000,
  bodyTimeout: 5_000,
  streamTimeout: 5_000,
};
let certificate: { cert: string; key: string };
let server: Http2SecureServer;
const sockets: TLSSocket[] = [];

beforeAll(async () => {
  certificate = await makeCertificate(['localhost']);
  server = createSecureServer({ ...certificate, maxVersion: 'TLSv1.2' });
  server.on('secureConnection', (socket) => sockets.push(socket));
  server.on('stream', (stream: ServerHttp2Stream) => {
    stream.respond({ ':status': 200 });
    stream.pipe(stream);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const portOf = (listening: { address(): unknown }) => (listening.address() as AddressInfo).port;

test('an upstream over TLS selects h2, and a suite that authenticates what it encrypts', async () => {
  const { cert: ca } = certificate;
  const connections = new Http2Connections(`https://localhost:${portOf(server)}`, limits, { ca });
  const body = 'x'.repeat(300_000);
  for (let count = 0; count < 3; count++) {
    const told = await askUpstream(connections, { method: 'POST', body: bodyOf(body, body) });
    expect([told.error, told.status, told.body === body + body]).toEqual([null, 200, true]);
  }
  expect(sockets.map(({ alpnProtocol }) => alpnProtocol)).toEqual(['h2']);
  expect(sockets[0]!.getCipher().name).toMatch(/GCM|CHACHA20/);
  await connections.close();
});

test.each([
  ['a certificate that no known authority has signed', 'localhost', false],
  ['a certificate for another name', '127.0.0.1', true],
])('%s is not accepted, and nothing is sent', async (_, host, isTrusted) => {
  let streams = 0;
  server.on('stream', () => streams++);
  const tls = isTrusted ? { ca: certificate.cert } : {};
  const connections = new Http2Connections(`https://${host}:${portOf(server)}`, limits, tls);
  expect((await askUpstream(connections)).error?.failure).toBe('unreachable');
  expect(streams).toBe(0);
  await connections.close();
});

test.each([
  ['that selects another protocol', { ALPNProtocols: ['http/1.1'] }],
  ['that selects none', {}],
  [
    'that has only suites which are not for HTTP/2',
    { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA' },
  ],
] as const)('an upstream %s is refused, and the error says so', async (_, options) => {
  const received: Buffer[] = [];
  const { cert: ca } = certificate;
  const other = createServer({ ...certificate, ...options }, (socket) => {
    socket.on('data', (piece: Buffer) => received.push(piece));
    socket.on('error', () => {});
  });
  other.on('tlsClientError', () => {});
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const connections = new Http2Connections(`https://localhost:${portOf(other)}`, limits, { ca });
  const { error } = await askUpstream(connections);
  expect(error?.failure).toBe('unreachable');
  expect(String(error?.cause)).toMatch(/ALPN|no.application.protocol|handshake failure/i);
  expect(received).toEqual([]);
  await connections.close();
  await new Promise((resolve) => other.close(resolve));
});

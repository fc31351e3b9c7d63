import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { askUpstream, bodyOf } from './asking.fixture.ts';
import { Http1Connections } from './http1-connections.ts';
import { answering, ScriptedUpstream } from './scripted-upstream.fixture.ts';

const limits = {
  connectTimeout: 500,
  headersTimeout: 5_000,
  bodyTimeout: 5_000,
  streamTimeout: 5_000,
};
let server: Server;
let port: number;
let ca: string;

beforeAll(async () => {
  const { cert, key } = await makeCertificate(['localhost']);
  ca = cert;
  server = createServer({ cert, key }, (request, response) => request.pipe(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('an upstream over TLS is asked, on a connection that is kept', async () => {
  const connections = new Http1Connections(`https://localhost:${port}`, limits, { ca });
  let opened = 0;
  server.on('secureConnection', () => opened++);
  const body = 'x'.repeat(300_000);
  for (let count = 0; count < 3; count++) {
    const told = await askUpstream(connections, { method: 'POST', body: bodyOf(body, body) });
    expect([told.error, told.status, told.body === body + body]).toEqual([null, 200, true]);
  }
  expect(opened).toBe(1);
  await connections.close();
});

test.each([
  ['a certificate that no known authority has signed', 'localhost', false],
  ['a certificate for another name', '127.0.0.1', true],
])('%s is not accepted, and nothing is sent', async (_, host, isTrusted) => {
  let requests = 0;
  server.on('request', () => requests++);
  const tls = isTrusted ? { ca } : {};
  const connections = new Http1Connections(`https://${host}:${port}`, limits, tls);
  expect((await askUpstream(connections)).error?.failure).toBe('unreachable');
  expect(requests).toBe(0);
  await connections.close();
});

test('a handshake that does not come to an end is a time-out', async () => {
  const silent = await new ScriptedUpstream(answering('')).start();
  const origin = silent.origin.replace('http:', 'https:');
  const connections = new Http1Connections(origin, limits);
  expect((await askUpstream(connections)).error?.failure).toBe('connect_timeout');
  await connections.close();
  await silent.stop();
});

import { once } from 'node:events';
import { get } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../../../e2e/support/certificates.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemRandom } from '../runtime/random.ts';
import { boundsOf } from './limits.ts';
import { createListener } from './listener.ts';

let certificate: TestCertificate;
beforeAll(async () => {
  certificate = await makeCertificate(['localhost']);
});

async function listen() {
  const limits = { ...boundsOf('public', {}), connectionsPerNetwork: 50 };
  const { cert, key } = certificate;
  const options = { limits, tls: { cert, key }, isProxy: () => false, onCrowded: () => {} };
  const runtime = { clock: systemClock, random: systemRandom };
  const server = createListener((_, response) => response.end('ok'), options, runtime);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function ask(port: number) {
  const request = get({ host: '127.0.0.1', port, rejectUnauthorized: false, agent: false });
  const [response] = await once(request, 'response');
  response.resume();
  return response;
}

test('over TLS of our own, browsers are told to come back by TLS alone', async () => {
  const { statusCode, headers } = await ask(await listen());
  expect([statusCode, headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
});

test('a suite without forward secrecy is refused', async () => {
  const port = await listen();
  const old = {
    maxVersion: 'TLSv1.2',
    ciphers: 'AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA',
  } as const;
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...old });
  await expect(once(socket, 'secureConnect')).rejects.toThrow(/handshake failure/);
});

test('handshakes that are left half-way keep no place', async () => {
  const port = await listen();
  const hello = Buffer.from('16030102000100', 'hex');
  const held = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      await once(socket, 'connect');
      socket.write(hello);
      return socket;
    }),
  );
  onTestFinished(() => held.forEach((socket) => void socket.destroy()));
  expect((await ask(port)).statusCode).toBe(200);
});

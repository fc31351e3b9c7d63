import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../../e2e/support/certificates.ts';
import { tlsPolicy } from './tls.ts';

let certificate: TestCertificate;
beforeAll(async () => {
  certificate = await makeCertificate(['localhost']);
});

/** Suite and version that a client with these options gets, or the code of its refusal. */
async function handshake(client: ConnectionOptions): Promise<string> {
  const { cert, key } = certificate;
  const server = createServer({ cert, key, ...tlsPolicy }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket: TLSSocket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ...client,
  });
  onTestFinished(() => void socket.destroy());
  try {
    await once(socket, 'secureConnect');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
  return `${socket.getProtocol()} ${socket.getCipher().name}`;
}

test.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'])(
  'TLS 1.3 with %s',
  async (ciphers) => {
    expect(await handshake({ ciphers, minVersion: 'TLSv1.3' })).toBe(`TLSv1.3 ${ciphers}`);
  },
);

const only12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
const suite = (name: string) => [`ECDHE-ECDSA-${name}`, `ECDHE-RSA-${name}`].join(':');

test.each(['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305'])(
  'TLS 1.2 with ECDHE and %s',
  async (name) => {
    expect(await handshake({ ...only12, ciphers: suite(name) })).toMatch(
      new RegExp(`^TLSv1\\.2 ECDHE-(ECDSA|RSA)-${name}$`),
    );
  },
);

test.each([
  ['CBC', suite('AES128-SHA')],
  ['CBC with SHA-256', suite('AES128-SHA256')],
  ['CBC with SHA-384', suite('AES256-SHA384')],
  ['CCM', 'ECDHE-ECDSA-AES128-CCM'],
  ['no forward secrecy', 'AES128-GCM-SHA256:AES256-GCM-SHA384'],
  ['finite-field Diffie-Hellman', 'DHE-RSA-AES128-GCM-SHA256'],
])('TLS 1.2 with %s is refused', async (_, ciphers) => {
  expect(await handshake({ ...only12, ciphers })).toMatch(/HANDSHAKE_FAILURE/);
});

test.each(['TLSv1', 'TLSv1.1'] as const)('%s is refused', async (version) => {
  const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' };
  expect(await handshake(old)).toMatch(/VERSION|NO_PROTOCOLS|HANDSHAKE/);
});

import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { followRenewals, tlsPolicy } from '@sallyport/base/tls.ts';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { readConfiguration } from '../config/load.ts';
import { openCertificate } from './renewed-certificate.ts';

const text = [
  'issuer: { url: https://id.example }',
  'tls: { issuer: { cert: cert.pem, key: key.pem } }',
].join('\n');

/** Its name, suite and socket, as a caller sees them. */
async function shownAt(port: number) {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  return { name: new X509Certificate(raw).subjectAltName, socket };
}

test('a renewed certificate is used for new connections, and half of one is not', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-tls-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const write = (name: string, pem: string) => writeFile(join(directory, name), pem);
  const [old, next] = [
    await makeCertificate(['old.example']),
    await makeCertificate(['new.example']),
  ];
  await write('cert.pem', old.cert);
  await write('key.pem', old.key);
  const lines: string[] = [];
  let wake = (): void => {};
  const told = (_: object, message: string) => {
    lines.push(message);
    wake();
  };
  const until = async (count: number) => {
    while (lines.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const loaded = readConfiguration(text, { file: join(directory, 'sallyport.yaml'), env: {} });
  const metrics = new Metrics();
  const certificate = (await openCertificate(
    loaded,
    'issuer',
    { log: { info: told, warn: told }, metrics },
    10,
  ))!;
  const server = createServer({ ...certificate, ...tlsPolicy });
  followRenewals(server, certificate);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  const expiries = () => metrics.collect().flatMap(({ points }) => points);
  const notAfter = new X509Certificate(old.cert).validToDate.getTime() / 1e3;
  expect(expiries()).toEqual([{ attributes: { 'sallyport.tls': 'issuer' }, value: notAfter }]);

  const before = await shownAt(port);
  expect(before.name).toBe('DNS:old.example');
  await write('cert.pem', next.cert);
  await until(1);
  expect(lines).toEqual(['A renewed certificate cannot be used; the old one stays']);
  expect((await shownAt(port)).name).toBe('DNS:old.example');
  await write('key.pem', next.key);
  await until(2);
  expect(lines[1]).toBe('A renewed certificate is in use');
  expect((await shownAt(port)).name).toBe('DNS:new.example');
  expect(before.socket.destroyed).toBe(false);

  const weak = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' } as const;
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...weak });
  await expect(once(socket, 'secureConnect')).rejects.toThrow(/handshake failure/);
});

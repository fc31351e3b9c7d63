import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { readConfiguration } from '../config/load.ts';
import { readCertificate } from './tls.ts';

const text = [
  'issuer: { url: https://id.example }',
  'tls: { issuer: { cert: cert.pem, key: key.pem } }',
].join('\n');

async function read(cert: string, key: string) {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-tls-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'cert.pem'), cert);
  await writeFile(join(directory, 'key.pem'), key);
  const file = join(directory, 'sallyport.yaml');
  return readCertificate(readConfiguration(text, { file, env: {} }), 'issuer');
}

test('a certificate and its key', async () => {
  const { cert, key } = await makeCertificate(['id.example']);
  expect(await read(cert, key)).toEqual({ cert, key });
});

test('the key of another certificate, and files that hold neither', async () => {
  const [one, other] = [await makeCertificate(['a.example']), await makeCertificate(['b.example'])];
  await expect(read(one.cert, other.key)).rejects.toThrow(
    'tls.issuer: the key in key.pem is not that of the certificate in cert.pem.',
  );
  await expect(read('nothing', one.key)).rejects.toThrow(
    'tls.issuer.cert: cert.pem holds no certificate as PEM.',
  );
  await expect(read(one.cert, one.cert)).rejects.toThrow(
    'tls.issuer.key: key.pem holds no private key as PEM without a passphrase.',
  );
});

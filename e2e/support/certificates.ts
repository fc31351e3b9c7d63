import { createHash, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface TestCertificate {
  /** PEM. */
  cert: string;
  /** PEM. */
  key: string;
  /** SHA-256 of the public key, as Chromium is told which one to accept. */
  spki: string;
}

/** A certificate for names such as `*.example.test`, signed by itself. */
export async function makeCertificate(names: readonly string[]): Promise<TestCertificate> {
  const made = await generate([{ name: 'commonName', value: 'Sallyport e2e' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  const { publicKey } = new X509Certificate(made.cert);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    cert: made.cert,
    key: made.private,
    spki: createHash('sha256').update(spki).digest('base64'),
  };
}

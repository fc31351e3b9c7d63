import dns from 'node:dns';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { makeCertificate, type TestCertificate } from './certificates.ts';

/** Three sites, which a browser tells apart by their registrable domains. */
const names = ['*.sallyport.test', '*.example.test', '*.elsewhere.test'];

let made: Promise<TestCertificate> | undefined;

/**
 * What `/etc/hosts` and a certificate authority are to a machine, for this process: names that end
 * in `.test` are here, and the certificate of this test file is trusted.
 */
export function prepareNetwork(): Promise<TestCertificate> {
  made ??= makeCertificate(names).then((certificate) => {
    resolveTestNames();
    setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
    return certificate;
  });
  return made;
}

function resolveTestNames(): void {
  const lookup = dns.lookup as (name: string, ...rest: unknown[]) => void;
  const here = (name: string, ...rest: unknown[]) =>
    lookup(name.endsWith('.test') ? '127.0.0.1' : name, ...rest);
  Object.assign(dns, { lookup: here });
}

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Certificate } from '@sallyport/base/tls.ts';
import type { GatewayConfiguration } from '../config/load.ts';
import type { TlsComponent } from '../config/schema.ts';
import { StartupError } from '../startup-error.ts';

/** @throws StartupError naming the file that cannot be read or does not hold what it should */
export async function readCertificate(
  { configuration, directory }: GatewayConfiguration,
  component: TlsComponent,
): Promise<Certificate | null> {
  const paths = configuration.tls[component];
  if (!paths) return null;
  const read = async (name: 'cert' | 'key') => {
    const path = resolve(directory, paths[name]);
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new StartupError(`tls.${component}.${name}: ${path} cannot be read (${code}).`, {
        cause: error,
      });
    }
  };
  const [cert, key] = await Promise.all([read('cert'), read('key')]);
  const certificate = parsed(() => new X509Certificate(cert));
  if (!certificate)
    throw refusal(`tls.${component}.cert`, `${paths.cert} holds no certificate as PEM`);
  const privateKey = parsed(() => createPrivateKey(key));
  if (!privateKey) {
    throw refusal(
      `tls.${component}.key`,
      `${paths.key} holds no private key as PEM without a passphrase`,
    );
  }
  if (!certificate.checkPrivateKey(privateKey)) {
    throw refusal(
      `tls.${component}`,
      `the key in ${paths.key} is not that of the certificate in ${paths.cert}`,
    );
  }
  return { cert, key };
}

function parsed<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

const refusal = (key: string, message: string) => new StartupError(`${key}: ${message}.`);

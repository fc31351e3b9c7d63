import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { DatabaseUrlError, type ServerUrl } from './server-url.ts';

/** False: without TLS. */
export type Tls = ConnectionOptions | false;

/**
 * How to try one server, in this order (PostgreSQL's manual, 32.19.3: `sslmode` is `prefer` when
 * left out, and a Unix socket knows no TLS).
 *
 * @throws DatabaseUrlError for a file that cannot be read
 */
export async function tlsAttempts(
  host: string,
  parameters: ServerUrl['parameters'],
): Promise<Tls[]> {
  const mode = host.startsWith('/') ? 'disable' : (parameters.get('sslmode') ?? 'prefer');
  if (mode === 'disable') return [false];
  const tls = await tlsOptions(mode, parameters);
  if (mode === 'allow') return [false, tls];
  return mode === 'prefer' ? [tls, false] : [tls];
}

async function tlsOptions(
  mode: string,
  parameters: ServerUrl['parameters'],
): Promise<ConnectionOptions> {
  const read = async (key: string) => {
    const path = parameters.get(key);
    return path && path !== 'system' ? readNamed(key, path) : undefined;
  };
  const [ca, cert, key] = await Promise.all([read('sslrootcert'), read('sslcert'), read('sslkey')]);
  const passphrase = parameters.get('sslpassword');
  if (mode === 'verify-ca' && !ca) {
    throw new DatabaseUrlError(
      'has sslmode=verify-ca without sslrootcert: any server with a public certificate would do. ' +
        'Name the file of the authority, or use verify-full.',
    );
  }
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(passphrase && { passphrase }),
    minVersion: 'TLSv1.2',
    // With an authority named, `require` verifies as `verify-ca` does.
    rejectUnauthorized: mode.startsWith('verify') || ca !== undefined,
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

async function readNamed(key: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DatabaseUrlError(`names ${path} as ${key}, which cannot be read (${code}).`);
  }
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LoadedConfiguration } from '../config/load.ts';
import type { Part } from '../config/schema.ts';
import { StartupError } from '../startup-error.ts';

/** PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** @throws StartupError naming the file that cannot be read */
export async function readCertificate(
  { configuration, directory }: LoadedConfiguration,
  part: Part,
): Promise<Certificate | null> {
  const paths = configuration.tls[part];
  if (!paths) return null;
  const read = async (name: 'cert' | 'key') => {
    const path = resolve(directory, paths[name]);
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new StartupError(`tls.${part}.${name}: ${path} cannot be read (${code}).`, {
        cause: error,
      });
    }
  };
  const [cert, key] = await Promise.all([read('cert'), read('key')]);
  return { cert, key };
}

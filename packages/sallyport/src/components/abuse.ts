import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type AbuseFiles,
  type AbuseSettings,
  abuseSettings,
  readDomains,
} from '@sallyport/issuer/abuse/abuse-settings.ts';
import type { LoadedConfiguration } from '../config/load.ts';
import { StartupError } from '../startup-error.ts';

type Loaded = Pick<LoadedConfiguration, 'configuration' | 'directory'>;

/** @throws StartupError naming the file that cannot be read or does not hold what it should */
export const openAbuse = async (loaded: Loaded): Promise<AbuseSettings> =>
  abuseSettings(loaded.configuration.abuse, await readAbuseFiles(loaded));

/** @throws StartupError */
export async function readAbuseFiles({ configuration, directory }: Loaded): Promise<AbuseFiles> {
  const { deny_files: files } = configuration.abuse.domains;
  const denied = await Promise.all(
    files.map((file) => readDenied(`abuse.domains.deny_files: ${file}`, resolve(directory, file))),
  );
  return { denied: denied.flat() };
}

async function readDenied(what: string, path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new StartupError(`${what} cannot be read (${cause.code}).`, { cause });
  });
  try {
    return readDomains(text);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new StartupError(`${what}: ${cause.message}.`, { cause });
  }
}

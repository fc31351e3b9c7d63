import { readdir } from 'node:fs/promises';
import { errnoOf } from './postgres/system.ts';
import { StartupError } from './startup-error.ts';

/** What a data directory may hold before its database is there; a file system of its own has lost+found. */
const ours = /^(secret|(sallyport|access)\.log(\.\d+)?|binaries-.+|lost\+found)$/;

/**
 * A new database is made in a directory of its own: one that holds something else was probably not
 * meant. The configuration may be there.
 *
 * @throws StartupError
 */
export async function requireOwnDirectory(dataDir: string): Promise<void> {
  const names = await namesIn(dataDir);
  const foreign = names.filter((name) => !ours.test(name) && !/\.ya?ml$/.test(name));
  if (names.includes('postgres') || names.includes('secret') || foreign.length === 0) return;
  throw new StartupError(
    `The data directory ${dataDir} has no database of Sallyport, and holds other things: ` +
      `${foreign.slice(0, 3).join(', ')}. Name one that is empty, or not there yet, with --data-dir.`,
  );
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errnoOf(error) ?? '')) return [];
    throw error;
  }
}

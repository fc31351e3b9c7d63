import { join, resolve } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { administrator } from './cluster.ts';
import { homesOf, port } from './paths.ts';
import { findServer } from './postmaster.ts';
import { errnoOf } from './system.ts';
import { socketUrl } from './url.ts';

/** The URL of the database that a running Sallyport keeps in its data directory; null if none runs. */
export async function findRunning(dataDir: string, database = 'sallyport'): Promise<string | null> {
  const { usual, elsewhere } = homesOf(resolve(dataDir));
  for (const home of [elsewhere, usual]) {
    const found = await findServer(join(home, 'data')).catch((error) => {
      if (errnoOf(error) !== 'EACCES') throw error;
      throw new StartupError(
        `Only the user who started Sallyport, and root, may open the database in ${home}. ` +
          'Run this command as one of them, or set DATABASE_URL.',
        { cause: error },
      );
    });
    if (found.kind === 'server') return socketUrl(found.socketDir, port, administrator, database);
  }
  return null;
}

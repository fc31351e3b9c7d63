import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, rename, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { explainFileError } from './explain.ts';
import { makeDirectory } from './make-directory.ts';
import { type Account, accountFor, blockedAt, isRoot } from './run-as.ts';
import type { SupervisorLog } from './supervisor.ts';
import { errnoOf } from './system.ts';

/** Where one embedded server keeps its things, and who runs it. */
export interface Paths {
  /** Contains all of the below, except a socket directory whose path would be too long. Mode 0700. */
  home: string;
  /** Whether that is not in Sallyport's data directory, because the account may not enter it. */
  moved: boolean;
  data: string;
  socketDir: string;
  logFile: string;
  /** Null: our own account. */
  account: Account | null;
}

export const port = 5432;

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
const maxSocketPath = 103;
const largestLog = 4 * 1024 * 1024;

/** Decides where the cluster of this data directory lives and makes its directories. */
export async function preparePaths(dataDir: string, log: SupervisorLog): Promise<Paths> {
  const root = resolve(dataDir);
  try {
    // Another account has to pass through root's data directory: it may enter but not list it.
    makeDirectory(root, isRoot() ? 0o711 : 0o700);
    const { home, moved, account } = await chooseHome(root, log);
    await privateDirectory(home, account);
    const data = join(home, 'data');
    await refuseForeignCluster(data, account);
    const socketDir = chooseSocketDir(home);
    await privateDirectory(socketDir, account);
    const logFile = join(home, 'postgres.log');
    await keepLogSmall(logFile);
    return { home, moved, data, socketDir, logFile, account };
  } catch (error) {
    throw explainFileError(error, root);
  }
}

async function chooseHome(root: string, log: SupervisorLog) {
  const { usual, elsewhere } = homesOf(root);
  if (!isRoot()) return { home: usual, moved: false, account: null };

  const moved = await ownerOf(join(elsewhere, 'data'));
  const account = await accountFor(moved ?? (await ownerOf(join(usual, 'data'))));
  const blocked = account && (await blockedAt(root, account));
  if (moved === null && !blocked) return { home: usual, moved: false, account };

  log.warn(
    { directory: elsewhere },
    `PostgreSQL runs as ${account?.name}, who may not enter ${blocked ?? root}: ` +
      `the database is kept in ${elsewhere}`,
  );
  makeDirectory(dirname(elsewhere), 0o711);
  return { home: elsewhere, moved: true, account };
}

/** Where the database of a data directory is, and where when the server's account may not enter it. */
export function homesOf(root: string): { usual: string; elsewhere: string } {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return { usual: join(root, 'postgres'), elsewhere: join('/var/lib/sallyport', name) };
}

async function ownerOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).uid;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function refuseForeignCluster(data: string, account: Account | null): Promise<void> {
  const owner = await ownerOf(data);
  const expected = account?.uid ?? process.getuid?.();
  if (owner === null || owner === expected) return;
  throw foreign(`The database in ${data}`, owner);
}

const foreign = (what: string, owner: number) =>
  new StartupError(
    `${what} belongs to another user (id ${owner}). ` +
      'Start Sallyport as that user, or choose another data directory.',
  );

function chooseSocketDir(home: string): string {
  const fits = (directory: string) =>
    Buffer.byteLength(join(directory, `.s.PGSQL.${port}`)) <= maxSocketPath;
  const usual = join(home, 'socket');
  if (fits(usual)) return usual;
  const name = `sallyport-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`;
  const temporary = join(tmpdir(), name);
  return fits(temporary) ? temporary : join('/tmp', name);
}

/**
 * Creates a directory that only the server's account may enter. One that another account created
 * first (under /tmp any account can) is refused.
 */
async function privateDirectory(path: string, account: Account | null): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  const found = await lstat(path);
  const ours = process.getuid?.();
  if (!found.isDirectory() || (found.uid !== ours && found.uid !== account?.uid)) {
    throw found.isDirectory()
      ? foreign(`The directory ${path}`, found.uid)
      : new StartupError(`${path} is no directory. Choose another data directory.`);
  }
  if (account && found.uid !== account.uid) await chown(path, account.uid, account.gid);
  if ((found.mode & 0o777) !== 0o700) await chmod(path, 0o700);
}

async function keepLogSmall(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largestLog) await rename(logFile, `${logFile}.1`);
}

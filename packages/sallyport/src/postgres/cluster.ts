import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StartupError } from '../startup-error.ts';
import type { Binaries } from './binaries.ts';
import { explainOutput, explainSpawnError } from './explain.ts';
import type { Paths } from './paths.ts';
import { errnoOf, isAlive } from './system.ts';

/** The superuser of our clusters. It has no password: only its account may enter the socket directory. */
export const administrator = 'sallyport';

export interface ClusterOptions {
  durable: boolean;
  /** Ends what creates it. */
  signal?: AbortSignal | undefined;
}

/**
 * Creates the cluster if there is none. It is created under another name and then renamed, so that
 * neither a crash nor two processes at once leave an incomplete one.
 */
export async function ensureCluster(
  paths: Paths,
  binaries: Binaries,
  options: ClusterOptions,
): Promise<void> {
  const found = await majorVersionOf(paths.data);
  if (found === binaries.major) return;
  if (found !== null) {
    throw new StartupError(
      `The database in ${paths.data} was made by PostgreSQL ${found}, and this Sallyport brings ` +
        `PostgreSQL ${binaries.major}. Export it with the Sallyport that made it and import it here.`,
    );
  }
  await removeAbandonedDrafts(paths.home);
  const draft = join(paths.home, `data.${process.pid}`);
  await initialize(draft, paths, binaries, options);
  try {
    await rename(draft, paths.data);
    if (options.durable) await syncDirectory(paths.home);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process was faster; its cluster is as good as ours.
    if ((await majorVersionOf(paths.data)) === null) throw error;
  }
}

async function majorVersionOf(data: string): Promise<string | null> {
  try {
    return (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  if (existsSync(data) && (await readdir(data)).length > 0) {
    throw new StartupError(
      `${data} is no data directory of PostgreSQL (it has no PG_VERSION), and is not empty. ` +
        'Restore what belongs there, or choose another data directory.',
    );
  }
  return null;
}

/** Removes what a process left behind that died while it created a cluster. */
async function removeAbandonedDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const maker = /^data\.(\d+)$/.exec(name)?.[1];
    if (!maker || (Number(maker) !== process.pid && isAlive(Number(maker)))) continue;
    await rm(join(home, name), { recursive: true, force: true });
  }
}

async function initialize(
  data: string,
  { home, logFile, account }: Paths,
  { initdb }: Binaries,
  { durable, signal }: ClusterOptions,
): Promise<void> {
  const arguments_ = [
    ...['--pgdata', data, '--username', administrator],
    // The server listens only on a socket, and other accounts may not enter its directory.
    ...['--auth-local', 'trust', '--auth-host', 'reject'],
    // Sorts by code point and maps case by Unicode, independent of the machine's locale and C library.
    ...['--encoding', 'UTF8', '--locale', 'C'],
    ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    '--data-checksums',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  const child = spawn(initdb, arguments_, {
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  try {
    const [output] = await Promise.all([text(child.stderr), once(child, 'close')]);
    if (child.exitCode === 0) return;
    await rm(data, { recursive: true, force: true });
    throw explainOutput(output, home, logFile);
  } catch (error) {
    if (signal?.aborted) {
      await closed;
      await rm(data, { recursive: true, force: true });
    }
    throw explainSpawnError(error, initdb);
  }
}

/** Our own environment may hold secrets, so a process of another account does not get it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

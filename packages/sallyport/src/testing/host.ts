/**
 * The process that runs a system for a test, and clears up when the test's process ends, however it
 * ends: the channel to it then closes.
 */
import { chmod, glob, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { killServer, stopServer } from '../postgres/postmaster.ts';
import { type EmbeddedPostgres, startPostgres } from '../postgres/supervisor.ts';
import { errnoOf, isAlive } from '../postgres/system.ts';
import { StartupError } from '../startup-error.ts';
import type { System } from '../system.ts';
import type { FromHost, ToHost } from './messages.ts';

const log = pino({ level: 'silent' });
const prefix = 'sallyport-system-';

let system: System | null = null;
let serverPid: number | null = null;
const database = openDatabase();
// Loading the code takes about as long as PostgreSQL takes to start.
const code = loadCode();
// Failures are reported where these are awaited.
database.catch(() => {});
code.catch(() => {});

process.on('message', (message: ToHost) => {
  void (message.kind === 'stop' ? end() : start(message));
});
process.on('disconnect', () => void end());
// Ctrl-C and the like are for the test's process, which may still need the system to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

async function loadCode() {
  const [{ readConfiguration }, { startSystem }] = await Promise.all([
    import('../config/load.ts'),
    import('../system.ts'),
    import('../components/issuer.ts'),
    import('../components/gateway.ts'),
  ]);
  return { readConfiguration, startSystem };
}

interface Database {
  directory: string;
  postgres: EmbeddedPostgres;
}

async function openDatabase(): Promise<Database> {
  await clearAbandoned();
  const directory = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  // Under root PostgreSQL runs as another account, which has to pass through.
  await chmod(directory, 0o711);
  const onServer = (pid: number | null) => {
    serverPid = pid;
  };
  try {
    const postgres = await startPostgres({ dataDir: directory, log, durable: false, onServer });
    return { directory, postgres };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

async function start({ configuration, directory }: ToHost & { kind: 'start' }): Promise<void> {
  try {
    const { readConfiguration, startSystem } = await code;
    const file = join(directory, 'the configuration of the test');
    const loaded = readConfiguration(configuration, { file, env: process.env });
    const { directory: dataDir, postgres } = await database;
    const env = { ...process.env, DATABASE_URL: postgres.url };
    system = await startSystem({ loaded, role: 'all', dataDir, env, log });
    tell({ kind: 'ready' });
  } catch (error) {
    const kind = isPortTaken(error) ? 'port taken' : 'failed';
    const { message, stack } = error as Error;
    tell({ kind, message: error instanceof StartupError ? message : String(stack) });
  }
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && errnoOf(error.cause) === 'EADDRINUSE';

const tell = (message: FromHost): void => void (process.connected && process.send?.(message));

/** Nothing of it is needed afterwards, so PostgreSQL is ended at once. */
async function end(): Promise<never> {
  if (process.connected) await system?.close();
  const opened = await database.catch(() => null);
  if (opened) {
    const { directory, postgres } = opened;
    if (serverPid !== null) killServer(serverPid);
    await postgres.stop();
    for (const path of [directory, postgres.socketDir, postgres.movedTo]) {
      if (path) await rm(path, { recursive: true, force: true });
    }
  }
  process.exit();
}

/** What a host left that was itself killed. */
async function clearAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix) && Number(name.slice(prefix.length).split('-')[0]);
    if (!pid || isAlive(pid)) continue;
    // It may be another user's, or another host clears it up at the same time.
    await clear(join(tmpdir(), name)).catch(() => {});
  }
}

async function clear(directory: string): Promise<void> {
  for await (const path of glob('**/postgres/data/postmaster.pid', { cwd: directory })) {
    await stopServer(dirname(join(directory, path)));
  }
  await rm(directory, { recursive: true, force: true });
}

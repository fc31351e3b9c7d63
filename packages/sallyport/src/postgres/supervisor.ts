import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { StartupError } from '../startup-error.ts';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { bringUp, type Running } from './bring-up.ts';
import { administrator, type ClusterOptions, ensureCluster } from './cluster.ts';
import { explainFileError } from './explain.ts';
import { claim, type Ownership } from './ownership.ts';
import { type Paths, port, preparePaths } from './paths.ts';
import { stopServer } from './postmaster.ts';
import { isAlive } from './system.ts';
import { socketUrl } from './url.ts';

export type SupervisorLog = Pick<Logger, 'info' | 'warn' | 'error'>;

export interface PostgresOptions {
  /** Sallyport's data directory; PostgreSQL's things go into `postgres` below it. */
  dataDir: string;
  log: SupervisorLog;
  /** The name of the database, without characters that a URL escapes. Default: `sallyport`. */
  database?: string;
  /** `false` for a temporary cluster of tests: nothing is synced, and more clients may connect. */
  durable?: boolean;
  /** Called with the server's process id as soon as it is ours, and with null when it has stopped. */
  onServer?: (pid: number | null) => void;
  /** Gives up the start; a server that was started for it is stopped again. */
  signal?: AbortSignal | undefined;
}

/** A PostgreSQL that accepts connections, and that only this process uses. */
export interface EmbeddedPostgres {
  /** `postgres://sallyport@%2Fdirectory:5432/sallyport` */
  readonly url: string;
  readonly socketDir: string;
  /** Where the database is when the data directory could not hold it; else null. */
  readonly movedTo: string | null;
  /** Of the postmaster. It changes when the server had to be started again. */
  readonly pid: number;
  /** Whether the server was left running by a Sallyport that was killed. */
  readonly adopted: boolean;
  /** Resolves with the reason when the server is gone and could not be started again. */
  readonly failed: Promise<Error>;
  /** Shuts the server down, in 20 s at the latest. Its clients should have finished before. */
  stop(): Promise<void>;
}

/** How long a server may refuse connections (it is stopping, or recovers from a crash). */
const claimTimeout = 30_000;
/** A server that is lost more often than this within this many milliseconds is given up. */
const losses = { atMost: 5, within: 60_000 };

/**
 * Starts PostgreSQL on the data directory, or adopts the one that already runs there, and waits
 * until it accepts connections. If it ends while this process lives, it is started again.
 *
 * @throws StartupError with a sentence for the operator
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { log, durable = true, database = 'sallyport', onServer = () => {}, signal } = options;
  const dataDir = resolve(options.dataDir);
  const paths = await preparePaths(dataDir, log);
  const binaries = await prepareFiles(paths, { durable, signal });
  return supervise({ dataDir, paths, binaries, durable, database, log, onServer }, signal);
}

async function prepareFiles(paths: Paths, options: ClusterOptions): Promise<Binaries> {
  try {
    const binaries = await prepareBinaries(paths.home, paths.account);
    await ensureCluster(paths, binaries, options);
    return binaries;
  } catch (error) {
    throw explainFileError(error, paths.home);
  }
}

interface Server {
  dataDir: string;
  paths: Paths;
  binaries: Binaries;
  durable: boolean;
  database: string;
  log: SupervisorLog;
  onServer(pid: number | null): void;
}

interface Owned extends Running {
  ownership: Ownership;
}

async function supervise(server: Server, starting?: AbortSignal): Promise<EmbeddedPostgres> {
  const { paths, database, log } = server;
  const stopping = new AbortController();
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
  const recentLosses: number[] = [];
  let recovery = Promise.resolve();

  const onLost = () => {
    if (!stopping.signal.aborted) recovery = recover();
  };

  async function recover(): Promise<void> {
    log.warn('The embedded PostgreSQL closed our connection; looking after it');
    try {
      recentLosses.push(performance.now());
      const lostBefore = recentLosses.at(-1 - losses.atMost);
      if (lostBefore !== undefined && performance.now() - lostBefore < losses.within) {
        throw new Error(`PostgreSQL was lost too often (see ${paths.logFile})`);
      }
      owned = await bringUpAndClaim(server, onLost, stopping.signal);
      log.info({ pid: owned.pid }, 'The embedded PostgreSQL is back');
    } catch (error) {
      if (stopping.signal.aborted) return;
      log.error({ err: error }, 'The embedded PostgreSQL is lost');
      fail(error as Error);
    }
  }

  const giveUp = starting ? AbortSignal.any([starting, stopping.signal]) : stopping.signal;
  let owned = await bringUpAndClaim(server, onLost, giveUp);
  const { pid, adopted, socketDir } = owned;
  log.info({ pid, socketDir }, adopted ? 'Adopted PostgreSQL' : 'Started PostgreSQL');

  return {
    url: socketUrl(socketDir, port, administrator, database),
    socketDir,
    movedTo: paths.moved ? paths.home : null,
    adopted,
    failed,
    get pid() {
      return owned.pid;
    },
    async stop() {
      stopping.abort();
      await recovery;
      const outcome = await stopServer(paths.data);
      await owned.ownership.end();
      if (outcome === 'still running') {
        log.error({ pid: owned.pid }, 'PostgreSQL does not stop; the next start will adopt it');
      } else {
        server.onServer(null);
        log.info({ pid: owned.pid, outcome }, 'Stopped PostgreSQL');
      }
    },
  };
}

/** On an abort, a server that was started here is stopped again: it would run for no one. */
async function bringUpAndClaim(
  server: Server,
  onLost: () => void,
  signal: AbortSignal,
): Promise<Owned> {
  let started: number | null = null;
  const onServer = (pid: number | null) => {
    started = pid;
    server.onServer(pid);
  };
  try {
    return await tryToClaim({ ...server, onServer }, onLost, signal);
  } catch (error) {
    if (signal.aborted && started !== null && isAlive(started)) {
      await stopServer(server.paths.data);
      server.onServer(null);
    }
    throw error;
  }
}

/** Tries again while a server is just stopping or restarting; one that another process owns is an error. */
async function tryToClaim(
  { dataDir, paths, binaries, durable, database, onServer }: Server,
  onLost: () => void,
  signal: AbortSignal,
): Promise<Owned> {
  const deadline = performance.now() + claimTimeout;
  for (;;) {
    const running = await bringUp(paths, binaries, { durable, signal, onServer });
    try {
      const { socketDir } = running;
      const ownership = await claim({ socketDir, database, dataDir }, onLost);
      onServer(running.pid);
      return { ...running, ownership };
    } catch (error) {
      if (error instanceof StartupError || signal.aborted) throw error;
      if (performance.now() > deadline) {
        throw new StartupError(
          `PostgreSQL runs but accepts no connections (see ${paths.logFile}).`,
          { cause: error },
        );
      }
      await delay(50, undefined, { signal });
    }
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../startup-error.ts';
import type { Binaries } from './binaries.ts';
import { explainOutput, explainSpawnError } from './explain.ts';
import type { Paths } from './paths.ts';
import { type Found, findServer, hasExited, type Started, startServer } from './postmaster.ts';

export interface Running {
  pid: number;
  socketDir: string;
  /** Whether another process started it. */
  adopted: boolean;
}

export interface BringUpOptions {
  durable: boolean;
  signal: AbortSignal;
  /** Called with a server as soon as it is started, long before it accepts connections. */
  onServer(pid: number): void;
}

/** How long a server may recover from its write-ahead log before a start is given up. */
const startTimeout = 120_000;
const pollInterval = 5;
/** How often to start a server that exits because another one is just starting or stopping. */
const attempts = 50;
/** How long to wait until the process id of a dead server is free; until then PostgreSQL refuses to start. */
const reapTimeout = 5_000;

/**
 * Returns when a server of this data directory accepts connections: the one that runs already, or
 * one started here. What a dead server left behind is recovered by PostgreSQL itself.
 */
export async function bringUp(
  paths: Paths,
  binaries: Binaries,
  { durable, signal, onServer }: BringUpOptions,
): Promise<Running> {
  const begun = performance.now();
  let started: Started | null = null;
  for (let attempt = 0; performance.now() - begun < startTimeout; ) {
    const found = await findServer(paths.data);
    if (found.kind === 'server' && found.ready) {
      return { pid: found.pid, socketDir: found.socketDir, adopted: found.pid !== started?.pid };
    }
    if (started && hasExited(started)) {
      await refuseUnlessTransient(started, found, paths, ++attempt);
      started = null;
      await delay(100, undefined, { signal });
    } else if (found.kind === 'ended' && performance.now() - begun < reapTimeout) {
      await delay(pollInterval, undefined, { signal });
    } else if (!started && found.kind !== 'server') {
      started = await startOrExplain(paths, binaries, durable);
      onServer(started.pid);
    } else {
      await delay(pollInterval, undefined, { signal });
    }
  }
  throw new StartupError(
    `PostgreSQL has not become ready in ${startTimeout / 1000} s. ` +
      `Its log (${paths.logFile}) says what it is doing; start Sallyport again to go on waiting.`,
  );
}

async function startOrExplain(paths: Paths, binaries: Binaries, durable: boolean) {
  try {
    return await startServer(paths, binaries, durable);
  } catch (error) {
    throw explainSpawnError(error, binaries.postgres);
  }
}

/** A server refuses to start while another one, or its last sessions, still use the directory: retry. */
async function refuseUnlessTransient(
  started: Started,
  found: Found,
  { data, home, logFile }: Paths,
  attempt: number,
): Promise<void> {
  const output = await started.output();
  const gaveWay = /lock file ".*" (already exists|is empty)/.test(output);
  if (gaveWay && found.kind === 'stranger') {
    throw new StartupError(
      `${data}/postmaster.pid names the process ${found.pid}, which is another program. ` +
        'If no PostgreSQL uses this directory, delete that file and start again.',
    );
  }
  const passes = gaveWay || output.includes('pre-existing shared memory block');
  if (!passes || attempt >= attempts) throw explainOutput(output, home, logFile);
}

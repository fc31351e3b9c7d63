import { readdirSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { join, relative, resolve } from 'node:path';
import { claimFolder, marker, markerText } from '../demo/folder.ts';
import type { LogLevel } from '../options.ts';
import { explainFileError } from '../postgres/explain.ts';
import { makeDirectory } from '../postgres/make-directory.ts';
import { isRoot } from '../postgres/run-as.ts';
import { errnoOf } from '../postgres/system.ts';
import { StartupError } from '../startup-error.ts';
import { supervise } from '../supervise/supervise.ts';
import { findSupervisor, type Supervisor } from '../supervise/worker.ts';

export interface DemoOptions {
  dataDir?: string;
  logLevel: LogLevel;
}

/**
 * `sallyport demo`: the whole system with the example shop; returns when it has stopped after a
 * signal. Everything it writes is in its data directory.
 *
 * @throws StartupError when something else is in the folder, or listens on a port of the demo
 */
export async function demo(options: DemoOptions): Promise<void> {
  const supervisor = findSupervisor();
  const dataDir = claim(options.dataDir);
  if (supervisor) await run(dataDir, options.logLevel, supervisor);
  else {
    module.enableCompileCache(join(dataDir, 'compile-cache'));
    process.exitCode = await supervise();
  }
}

/** Loads the rest of the program only here: the supervisor stays small. */
async function run(dataDir: string, logLevel: LogLevel, supervisor: Supervisor): Promise<void> {
  const [{ loadConfiguration }, { requireFreePorts }, { runUntilSignal }, shop, { startShop }] =
    await Promise.all([
      import('../config/load.ts'),
      import('../demo/ports.ts'),
      import('../run-until-signal.ts'),
      import('../demo/shop.ts'),
      import('../demo/shop-process.ts'),
    ]);
  const { configuration, program } = shop.findShop();
  const loaded = await loadConfiguration(configuration, {});
  if (!supervisor.isRestart) await requireFreePorts(loaded.configuration);
  const fromHere = relative('.', configuration);
  await runUntilSignal({
    loaded,
    config: fromHere.startsWith('..') ? configuration : fromHere,
    dataDir,
    logLevel,
    role: 'all',
    banner: true,
    // A database of the user's own is not for the demo, and neither are its secrets.
    env: {},
    supervisor,
    beside: () => startShop(program, (sentence) => void process.stderr.write(`\n  ${sentence}\n`)),
  });
}

/** @returns the data directory, which is there from now on and says whose it is */
function claim(given: string | undefined): string {
  const root = resolve(given ?? '.');
  try {
    const claimed = claimFolder(given, list);
    if ('refused' in claimed) throw new StartupError(claimed.refused);
    const { dataDir } = claimed;
    // Root's PostgreSQL runs as another account, which has to pass through.
    makeDirectory(dataDir, isRoot() ? 0o711 : 0o700);
    writeFileSync(join(dataDir, marker), markerText);
    return dataDir;
  } catch (error) {
    throw explainFileError(error, root);
  }
}

function list(directory: string): string[] | null {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

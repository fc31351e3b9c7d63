import { environmentWithCredentials } from '../credentials.ts';
import { requireOwnDirectory } from '../data-dir.ts';
import type { LogLevel, Role } from '../options.ts';
import { supervise } from '../supervise/supervise.ts';
import { findSupervisor, type Supervisor } from '../supervise/worker.ts';

export interface StartOptions {
  config?: string;
  dataDir: string;
  role: Role;
  logLevel: LogLevel;
  migrate?: boolean;
  /** Whether a process that ends unexpectedly is started again. */
  restart: boolean;
}

/** `sallyport start`: returns when it has stopped after a signal. */
export async function start(options: StartOptions): Promise<void> {
  const supervisor = findSupervisor();
  if (options.restart && !supervisor) process.exitCode = await supervise();
  else await run(options, supervisor);
}

/** Loads the rest of the program only here: the supervisor stays small. */
async function run(
  { restart, ...options }: StartOptions,
  supervisor: Supervisor | null,
): Promise<void> {
  const [{ loadNamedOrUsual }, { runUntilSignal }] = await Promise.all([
    import('../config/load.ts'),
    import('../run-until-signal.ts'),
  ]);
  const env = environmentWithCredentials();
  const { config, loaded } = await loadNamedOrUsual(options.config, env);
  if (options.role !== 'gateway' && !env['DATABASE_URL']) {
    await requireOwnDirectory(options.dataDir);
  }
  await runUntilSignal({ ...options, env, loaded, config, supervisor });
}

import { existsSync } from 'node:fs';
import { loadConfiguration, withoutConfiguration } from '../config/load.ts';
import type { LogLevel, Role } from '../options.ts';
import { runUntilSignal } from '../run-until-signal.ts';

export interface StartOptions {
  config?: string;
  dataDir: string;
  role: Role;
  logLevel: LogLevel;
}

const usualFile = 'sallyport.yaml';

/** `sallyport start`: returns when it has stopped after a signal. */
export async function start(options: StartOptions): Promise<void> {
  const config = options.config ?? (existsSync(usualFile) ? usualFile : null);
  const loaded = config
    ? await loadConfiguration(config, process.env)
    : withoutConfiguration(usualFile);
  await runUntilSignal({ ...options, loaded, config });
}

import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { GatewayConfiguration } from './config/load.ts';
import type { LogLevel } from './options.ts';

interface LogOptions {
  loaded: GatewayConfiguration;
  dataDir: string;
  logLevel: LogLevel;
}

export interface Logs {
  log: Logger;
  /** For a line for each request. */
  accessLog: Logger;
  logFile: string | null;
  stopSignals: readonly NodeJS.Signals[];
}

/**
 * The log as the configuration and the terminal ask for it.
 *
 * @param worker the number of a process beside others, each of which renames its own files at a terminal
 * @throws StartupError
 */
export async function openLog(
  { logLevel, dataDir, loaded }: LogOptions,
  terminal: boolean,
  worker: number | null = null,
): Promise<Logs> {
  const { fileLog, machineLog, terminalLog } = await import('./log.ts');
  const { file } = loaded.configuration.log;
  const usual = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  if (terminal) return { ...terminalLog(logLevel, dataDir, worker), stopSignals: usual };
  if (file === undefined) {
    const log = machineLog(logLevel);
    return { log, accessLog: log, logFile: null, stopSignals: usual };
  }
  const logFile = resolve(loaded.directory, file);
  // With a log file SIGHUP does not stop: it means that logrotate renamed the file.
  const log = fileLog(logLevel, logFile);
  return { log, accessLog: log, logFile, stopSignals: ['SIGINT', 'SIGTERM'] };
}

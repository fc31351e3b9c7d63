import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import { colors } from './colors.ts';
import { openLogDestination } from './log-destination.ts';
import type { LogLevel } from './options.ts';
import { explainFileError } from './postgres/explain.ts';
import { makeDirectory } from './postgres/make-directory.ts';
import { errnoOf } from './postgres/system.ts';

/** Host name and process id are left out: the collector of the lines knows them. */
const format: pino.LoggerOptions = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: describeError },
};

/** The size of the log file at a terminal, in bytes, before it is renamed to `<path>.1`. */
const maxFileBytes = 4 * 1024 * 1024;

/** One JSON object a line on stdout, for machines that collect them. */
export function machineLog(level: LogLevel): Logger {
  // Using stdout as a stream makes a pipe non-blocking, so that a slow reader does not hold us up.
  const { fd } = process.stdout;
  return pino({ ...format, level }, openLogDestination(fd, { onLoss: tellLoss }));
}

/** The same in a file, which SIGHUP opens anew, after it was renamed. */
export function fileLog(level: LogLevel, path: string): Logger {
  try {
    const destination = openLogDestination(path, { onLoss: tellLoss });
    process.on('SIGHUP', destination.reopen);
    return pino({ ...format, level }, destination);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

interface TerminalLogs {
  log: Logger;
  accessLog: Logger;
  logFile: string;
}

/**
 * For a person at a terminal: everything goes to a file, so that the terminal stays readable;
 * warnings and errors also go to stderr, as text for people. The lines about requests have a file of
 * their own, because they would soon push out everything else.
 *
 * @throws StartupError when the directory cannot be written to
 */
export function terminalLog(
  level: LogLevel,
  dataDir: string,
  worker: number | null = null,
): TerminalLogs {
  const ending = worker === null ? 'log' : `${worker}.log`;
  const logFile = join(dataDir, `sallyport.${ending}`);
  try {
    makeDirectory(dataDir, 0o711);
    const streams = pino.multistream([
      { level, stream: openLogDestination(logFile, { onLoss: tellLoss, maxFileBytes }) },
      { level: 'warn', stream: readable(process.stderr) },
    ]);
    const accessFile = join(dataDir, `access.${ending}`);
    const access = openLogDestination(accessFile, { onLoss: tellLoss, maxFileBytes });
    const accessLog = pino({ ...format, level }, access);
    return { log: pino({ ...format, level }, streams), accessLog, logFile };
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
}

function tellLoss(reason: string | null): void {
  const sentence = reason
    ? `The log cannot be written (${reason}): lines of it are lost.`
    : 'The log can be written again.';
  process.stderr.write(`  ${sentence}\n`);
}

/** The messages of an error and its causes in one, and one stack: where it began. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const chain: Error[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 10; at = at.cause) {
    if (chain.includes(at)) break;
    chain.push(at);
  }
  const codes = chain.map(errnoOf).filter((code) => code !== undefined);
  return {
    type: error.name,
    ...(codes.length > 0 && { code: codes.at(-1) }),
    message: [...new Set(chain.map(({ message }) => message))].filter(Boolean).join(': '),
    stack: chain.at(-1)!.stack,
  };
}

function readable(to: NodeJS.WritableStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      to.write(formatLine(line));
      done();
    },
  });
}

interface Told {
  level: string;
  msg?: string;
  err?: { message?: string };
  /** Why, where there is no error. */
  message?: unknown;
  reason?: unknown;
}

/** What a line may be about, beside its words. */
const subjects = ['provider', 'issuer', 'upstream', 'client', 'task', 'peer', 'member'];

/** The record's message, what it is about, and why: what a person at a terminal can act on. */
export function formatLine(line: string): string {
  const record = JSON.parse(line) as Told & Record<string, unknown>;
  // A fatal error is printed by the command itself, in a sentence.
  if (record.level === 'fatal') return '';
  const label = record.level === 'error' ? colors.red('error  ') : colors.yellow('warning');
  const about = subjects.filter((name) => typeof record[name] === 'string');
  const named = about.map((name) => `${name} ${record[name]}`).join(', ');
  const why = record.err?.message ?? record.message ?? record.reason;
  const text = [`${record.msg}${named && ` (${named})`}`, why].filter(Boolean).join(': ');
  return `  ${label}  ${text}\n`;
}

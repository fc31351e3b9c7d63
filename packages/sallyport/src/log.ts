import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pico from 'picocolors';
import pino, { type Logger } from 'pino';
import { openLogFile } from './log-file.ts';
import { logLines } from './log-lines.ts';
import type { LogLevel } from './options.ts';
import { explainFileError } from './postgres/explain.ts';
import { errnoOf } from './postgres/system.ts';

/** Which machine and process it was, whoever collects the lines knows. */
const format = { base: null, timestamp: pino.stdTimeFunctions.isoTime };

/** One JSON object a line on stdout, for machines that collect them. */
export function machineLog(level: LogLevel): Logger {
  // Opening it as a stream is what makes a pipe return at once when its reader is slow.
  const { fd } = process.stdout;
  return pino(
    { ...format, level },
    logLines((bytes) => writeSync(fd, bytes), tellLoss),
  );
}

/**
 * For a person at a terminal: everything goes to a file, so that the terminal stays readable, and
 * warnings and errors to stderr as well, readable.
 *
 * @throws StartupError when the directory cannot be written to
 */
export function terminalLog(level: LogLevel, dataDir: string): { log: Logger; logFile: string } {
  const logFile = join(dataDir, 'sallyport.log');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    const streams = pino.multistream([
      { level, stream: logLines(openLogFile(logFile), tellLoss) },
      { level: 'warn', stream: readable(process.stderr) },
    ]);
    return { log: pino({ ...format, level }, streams), logFile };
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
}

function tellLoss(error: unknown): void {
  const reason = errnoOf(error) ?? (error as Error).message;
  process.stderr.write(`  The log cannot be written (${reason}): lines of it are lost.\n`);
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

/** The record's message, and that of the error which caused it. */
export function formatLine(line: string): string {
  const record = JSON.parse(line) as { level: number; msg?: string; err?: { message?: string } };
  // What ends the command is told by the command, in a sentence.
  if (record.level >= 60) return '';
  const label = record.level >= 50 ? pico.red('error  ') : pico.yellow('warning');
  const text = [record.msg, record.err?.message].filter(Boolean).join(': ');
  return `  ${label}  ${text}\n`;
}

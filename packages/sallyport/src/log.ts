import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pico from 'picocolors';
import pino, { type Logger } from 'pino';
import type { LogLevel } from './options.ts';
import { explainFileError } from './postgres/explain.ts';

/** Which machine and process it was, whoever collects the lines knows. */
const format = { base: null, timestamp: pino.stdTimeFunctions.isoTime };

/**
 * Lines travel together, a tenth of a second apart at most: a system call for each would cost more
 * than what it tells of. What is left is written when the process ends by itself.
 */
const batched = { sync: false, minLength: 4096, periodicFlush: 100 };

/** One JSON object a line on stdout, for machines that collect them. */
export const machineLog = (level: LogLevel): Logger =>
  pino({ ...format, level }, pino.destination({ ...batched, dest: 1 }));

/**
 * For a person at a terminal: everything goes to a file, so that the screen stays calm, and
 * warnings and errors to stderr as well, readable.
 *
 * @throws StartupError when the directory cannot be written to
 */
export function terminalLog(level: LogLevel, dataDir: string): { log: Logger; logFile: string } {
  const logFile = join(dataDir, 'sallyport.log');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    const toFile = pino.destination({ ...batched, dest: logFile, append: true, mode: 0o600 });
    const streams = pino.multistream([
      { level, stream: toFile },
      { level: 'warn', stream: readable(process.stderr) },
    ]);
    return { log: pino({ ...format, level }, streams), logFile };
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
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
  const label = record.level >= 50 ? pico.red('error  ') : pico.yellow('warning');
  const text = [record.msg, record.err?.message].filter(Boolean).join(': ');
  return `  ${label}  ${text}\n`;
}

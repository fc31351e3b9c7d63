import { debuglog } from 'node:util';
import { CommanderError } from 'commander';
import { surviveBrokenPipe } from './broken-pipe.ts';
import { commandLine } from './cli.ts';
import { printableLines } from './printable.ts';
import { StartupError } from './startup-error.ts';
import { unexpectedError } from './unexpected-error.ts';
import { UsageError } from './usage-error.ts';

const debug = debuglog('sallyport');

/**
 * Runs the command line. An error ends it with one sentence for the operator and exit code 1; a
 * command line that cannot be read ends with 2.
 */
export async function run(argv: readonly string[]): Promise<void> {
  surviveBrokenPipe();
  try {
    await commandLine().parseAsync(argv);
    await written(process.stdout);
    // A library may have left a timer or socket open, which would keep the process alive.
    process.exit();
  } catch (error) {
    if (!(error instanceof CommanderError)) await fail(error);
    else await exit(exitCodeOf(error));
  }
}

export async function fail(error: unknown): Promise<never> {
  debug('%o', error);
  const told =
    error instanceof StartupError
      ? error
      : unexpectedError(error, 'Set NODE_DEBUG=sallyport in the environment to see the stack.');
  // What a server said may be in it.
  process.stderr.write(`${printableLines(told.message)}\n`);
  return exit(exitCodeOf(told));
}

/** 2 for a command line that cannot be read; 0 where help was asked for, which is thrown as well. */
export function exitCodeOf(error: Error): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof UsageError ? 2 : 1;
}

async function exit(code: number): Promise<never> {
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(code);
}

/** A pipe takes 64 kB at a time: the process must not exit before its reader has had the rest. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve());
  });

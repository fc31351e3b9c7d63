import { debuglog } from 'node:util';
import { commandLine } from './cli.ts';
import { StartupError } from './startup-error.ts';
import { unexpectedError } from './unexpected-error.ts';

const debug = debuglog('sallyport');

/** Runs the command line. An error ends it with one sentence for the operator and exit code 1. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await commandLine().parseAsync(argv);
    // A library may have left a timer or socket open, which would keep the process alive.
    process.exit();
  } catch (error) {
    fail(error);
  }
}

export function fail(error: unknown): never {
  debug('%o', error);
  const told =
    error instanceof StartupError
      ? error
      : unexpectedError(error, 'Set NODE_DEBUG=sallyport in the environment to see the stack.');
  process.stderr.write(`${told.message}\n`);
  process.exit(1);
}

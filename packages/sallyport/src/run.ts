import { debuglog } from 'node:util';
import { commandLine } from './cli.ts';
import { StartupError } from './startup-error.ts';
import { unforeseen } from './unforeseen.ts';

const debug = debuglog('sallyport');

/** Runs the command line. What the operator can do something about is told in a sentence. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await commandLine().parseAsync(argv);
    // Whatever a library left open is no reason to stay.
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
      : unforeseen(error, 'NODE_DEBUG=sallyport in the environment shows where.');
  process.stderr.write(`${told.message}\n`);
  process.exit(1);
}

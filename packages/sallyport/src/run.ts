import { debuglog } from 'node:util';
import { surviveBrokenPipe } from './broken-pipe.ts';
import { commandLine } from './cli.ts';
import { StartupError } from './startup-error.ts';
import { unexpectedError } from './unexpected-error.ts';

const debug = debuglog('sallyport');

/** Runs the command line. An error ends it with one sentence for the operator and exit code 1. */
export async function run(argv: readonly string[]): Promise<void> {
  surviveBrokenPipe();
  try {
    await commandLine().parseAsync(argv);
    await written(process.stdout);
    // A library may have left a timer or socket open, which would keep the process alive.
    process.exit();
  } catch (error) {
    await fail(error);
  }
}

export async function fail(error: unknown): Promise<never> {
  debug('%o', error);
  const told =
    error instanceof StartupError
      ? error
      : unexpectedError(error, 'Set NODE_DEBUG=sallyport in the environment to see the stack.');
  process.stderr.write(`${told.message}\n`);
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(1);
}

/** A pipe takes 64 kB at a time: the process must not exit before its reader has had the rest. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve());
  });

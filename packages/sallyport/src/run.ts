import { commandLine } from './cli.ts';
import { StartupError } from './startup-error.ts';

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
  const text = error instanceof StartupError ? error.message : (error as Error)?.stack;
  process.stderr.write(`${text ?? error}\n`);
  process.exit(1);
}

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('../../packages/console/build/main.ts', import.meta.url));

/** The console's files, made from the sources as they are now, unless they are there. */
export async function builtConsole(): Promise<void> {
  await promisify(execFile)(process.execPath, [program]);
}

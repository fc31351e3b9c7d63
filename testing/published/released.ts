import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { root } from '../../scripts/build/packages.ts';
import { releaseFolder } from '../../scripts/release/release-folder.ts';

/** `npm run release` as it is typed. @returns what it printed */
export async function release(env: NodeJS.ProcessEnv, ...options: string[]): Promise<string> {
  const args = ['run', 'release', '--', ...options];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root, env, maxBuffer: 2 ** 26 });
  return stdout;
}

interface Released {
  /** All that this machine can make. */
  folder: string;
  printed: string;
}

/** Once in a run, for a worker keeps its modules from one file to the next. */
let released: Promise<Released> | undefined;

export const makeRelease = (): Promise<Released> =>
  (released ??= (async () => {
    const printed = await release(process.env);
    // The next `npm run release` empties its own folder.
    const folder = join(inject('directory'), 'released');
    await cp(releaseFolder, folder, { recursive: true });
    return { folder, printed };
  })());

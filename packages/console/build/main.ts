/** Makes `packages/console/dist`, unless it was made from these very sources: `node build/main.ts`. */
import { chmod, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { compress } from './compress.ts';
import { dist, isCurrent, sourceHash, stamp } from './current.ts';

// React has another form for development, and vite goes by this: it is `test` in a test.
process.env['NODE_ENV'] = 'production';
// Beside a start, which is waited for.
if (process.argv.includes('--background')) setPriority(constants.priority.PRIORITY_LOW);
const hash = await sourceHash();
if (await isCurrent(hash)) {
  const now = new Date();
  await utimes(join(dist, stamp), now, now);
} else {
  const draft = await mkdtemp(`${dist}-`);
  try {
    // The gateway may run as another account.
    await chmod(draft, 0o755);
    await bundle(draft);
    await compress(draft);
    await writeFile(join(draft, stamp), hash);
    await moveIntoPlace(draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The gateway may be serving the former one: there is never half a console. */
async function moveIntoPlace(draft: string): Promise<void> {
  const former = `${draft}-former`;
  await rename(dist, former).catch(ignoreMissing);
  await rename(draft, dist).catch((error: NodeJS.ErrnoException) => {
    // Another build was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  await rm(former, { recursive: true, force: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

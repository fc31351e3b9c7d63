import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { snippetPages } from './snippets.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const root = here('..');
export const dist = join(root, 'dist');
/** In `dist`: of what it was made from. Files that begin with a dot are not served. */
export const stamp = '.sources';

/** What the result depends on, beside this package's own sources. */
const others = [
  ...['../../../package-lock.json', '../../issuer/src/pages/style.css'].map(here),
  ...snippetPages,
];

/** Names and contents of everything that a build reads. */
export async function sourceHash(): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const own = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](?:node_modules|dist[^\\/]*)[\\/]|\.test\.ts$/.test(path));
  const hash = createHash('sha256');
  for (const path of [...own, ...others].sort()) {
    hash.update(`${path}\n`).update(await readFile(path));
  }
  return hash.digest('hex');
}

export const isCurrent = async (hash: string): Promise<boolean> =>
  (await readFile(join(dist, stamp), 'utf8').catch(() => null)) === hash;

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseFolder } from './release-folder.ts';

/** `SHA256SUMS`, as `sha256sum --check` reads it. */
export async function writeChecksums(): Promise<string[]> {
  const names = (await readdir(releaseFolder)).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const digest = createHash('sha256').update(await readFile(join(releaseFolder, name)));
      return `${digest.digest('hex')}  ${name}\n`;
    }),
  );
  await writeFile(join(releaseFolder, 'SHA256SUMS'), lines.join(''));
  return names;
}

import { execFile } from 'node:child_process';
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { distOf, published, readManifest, root } from '../../scripts/build/packages.ts';
import { npm } from './npm.ts';

export type Tarballs = Record<(typeof published)[number], string>;

/** Once in a run, for a worker keeps its modules from one file to the next, or before it. */
let packed: Promise<Tarballs> | undefined;

/** How npm names what it makes of a package, without the ending. */
export async function packedName(folder: string): Promise<string> {
  const { name, version } = await readManifest(folder);
  return `${name.replace('@', '').replace('/', '-')}-${version}`;
}

/** What `.ci/run` has packed. */
async function findPacked(directory: string): Promise<Tarballs> {
  const tarballs = published.map(async (folder) => [
    folder,
    join(directory, `${await packedName(folder)}.tgz`),
  ]);
  return Object.fromEntries(await Promise.all(tarballs));
}

/** Builds the packages and packs them, where all of the run is. */
async function packAll(): Promise<Tarballs> {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.ts')]);
  const directory = await mkdtemp(join(inject('directory'), 'packed-'));
  const tarballs: Partial<Tarballs> = {};
  for (const folder of published) {
    const told = await npm(distOf(folder), 'pack', '--json', '--pack-destination', directory);
    const [made]: { filename: string }[] = JSON.parse(told);
    tarballs[folder] = join(directory, made!.filename);
  }
  return tarballs as Tarballs;
}

/** The packed packages, in a folder of the caller's own. */
export async function pack(): Promise<{ directory: string; tarballs: Tarballs }> {
  const { BUILT } = process.env;
  packed ??= BUILT ? findPacked(BUILT) : packAll();
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-packed-'));
  const tarballs = { ...(await packed) };
  for (const folder of published) {
    const file = join(directory, basename(tarballs[folder]));
    await copyFile(tarballs[folder], file);
    tarballs[folder] = file;
  }
  return { directory, tarballs };
}

import { execFile } from 'node:child_process';
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { distOf, published } from '../../scripts/build/packages.ts';
import { npm } from './npm.ts';

export type Tarballs = Record<(typeof published)[number], string>;

/** Built once in a run, for a worker keeps its modules from one file to the next, or before it: BUILT. */
let built: Promise<unknown> | undefined = process.env['BUILT'] ? Promise.resolve() : undefined;
const build = () =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../scripts/build.ts')]);

/** Packed once in a run as well, where all of the run is. */
let packed: Promise<Tarballs> | undefined;
async function packAll(): Promise<Tarballs> {
  built ??= build();
  await built;
  const directory = await mkdtemp(join(inject('directory'), 'packed-'));
  const tarballs: Partial<Tarballs> = {};
  for (const folder of published) {
    const told = await npm(distOf(folder), 'pack', '--json', '--pack-destination', directory);
    const [made]: { filename: string }[] = JSON.parse(told);
    tarballs[folder] = join(directory, made!.filename);
  }
  return tarballs as Tarballs;
}

/** Builds the packages and packs them into a folder of the caller's own. */
export async function pack(): Promise<{ directory: string; tarballs: Tarballs }> {
  packed ??= packAll();
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-packed-'));
  const tarballs = { ...(await packed) };
  for (const folder of published) {
    const file = join(directory, basename(tarballs[folder]));
    await copyFile(tarballs[folder], file);
    tarballs[folder] = file;
  }
  return { directory, tarballs };
}

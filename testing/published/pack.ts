import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { distOf, published } from '../../scripts/build/packages.ts';
import { npm } from './npm.ts';

export type Tarballs = Record<(typeof published)[number], string>;

/** Built once in a run, for a worker keeps its modules from one file to the next, or before it: BUILT. */
let built: Promise<unknown> | undefined = process.env['BUILT'] ? Promise.resolve() : undefined;
const build = () =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../scripts/build.ts')]);

/** Builds the packages and packs them into a folder of their own. */
export async function pack(): Promise<{ directory: string; tarballs: Tarballs }> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-packed-'));
  built ??= build();
  await built;
  const tarballs: Partial<Tarballs> = {};
  for (const folder of published) {
    const told = await npm(distOf(folder), 'pack', '--json', '--pack-destination', directory);
    const [packed]: { filename: string }[] = JSON.parse(told);
    tarballs[folder] = join(directory, packed!.filename);
  }
  return { directory, tarballs: tarballs as Tarballs };
}

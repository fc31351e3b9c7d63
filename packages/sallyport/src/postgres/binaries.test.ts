import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyBinaries, linkLibraries, locatePackage, prepareBinaries } from './binaries.ts';

const run = promisify(execFile);
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sp-binaries-'));
});

afterEach(() => rm(home, { recursive: true }));

test('the programs run where npm put them', async () => {
  const { postgres, initdb, major } = await prepareBinaries(home, null);
  expect((await run(postgres, ['--version'])).stdout).toContain(`PostgreSQL) ${major}.`);
  expect((await run(initdb, ['--version'])).stdout).toContain(`PostgreSQL) ${major}.`);
  expect(await readdir(home)).toEqual([]);
});

test('a copy runs on its own, also when two are made at once', async () => {
  const { native } = await locatePackage();
  const target = join(home, 'copy');
  const copy = await copyBinaries(target, native);
  expect(await copyBinaries(target, native)).toBe(copy);
  expect((await run(join(copy, 'bin', 'postgres'), ['--version'])).stdout).toContain('PostgreSQL');
  const { stdout } = await run('ldd', [join(copy, 'bin', 'initdb')]);
  expect(stdout).toContain(`${copy}/bin/../lib/libpq.so.5`);
  expect(await readdir(home)).toEqual(['copy']);
});

test('links that are missing are made, by however many processes at once', async () => {
  const { native } = await locatePackage();
  const copy = await copyBinaries(join(home, 'copy'), native);
  const links: { target: string }[] = JSON.parse(
    await readFile(join(copy, 'pg-symlinks.json'), 'utf8'),
  );
  const paths = links.map(({ target }) => join(dirname(copy), target));
  await Promise.all(paths.map((path) => rm(path)));
  expect(await Promise.all([1, 2, 3].map(() => linkLibraries(copy)))).toEqual([true, true, true]);
  for (const path of paths) expect((await lstat(path)).isSymbolicLink()).toBe(true);
});

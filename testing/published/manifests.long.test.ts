import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { distOf, published } from '../../scripts/build/packages.ts';
import { pack, type Tarballs } from './pack.ts';

const typeProblems = fileURLToPath(new URL('type-problems.fixture.ts', import.meta.url));

let tarballs: Tarballs;
let directory: string;

beforeAll(async () => {
  ({ tarballs, directory } = await pack());
}, 300_000);
afterAll(() => rm(directory, { recursive: true }));

/** They are ES modules, which `require()` of a current Node loads, too; this setting says that it does not. */
const notForThese = ['node16-cjs'];

describe.each(published)('%s', (folder) => {
  test('publint finds nothing', async () => {
    const { messages } = await publint({ pkgDir: distOf(folder), strict: true });
    expect(messages).toEqual([]);
  });

  test('the types are right', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      typeProblems,
      tarballs[folder],
    ]);
    const problems = (JSON.parse(stdout) as { resolutionKind?: string }[]).filter(
      ({ resolutionKind }) => !resolutionKind || !notForThese.includes(resolutionKind),
    );
    expect(problems).toEqual([]);
  });
});

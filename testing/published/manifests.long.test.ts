import { readFile, rm } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { distOf, published } from '../../scripts/build/packages.ts';
import { pack, type Tarballs } from './pack.ts';

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
    const data = await readFile(tarballs[folder]);
    const result = await checkPackage(createPackageFromTarballData(data));
    if (!result.types) throw new Error('There are no types.');
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem && notForThese.includes(problem.resolutionKind)),
    );
    expect(problems).toEqual([]);
  });
});

/**
 * `node type-problems.fixture.ts TARBALL`: what is wrong with its types, as JSON. A program of its own, since a worker of
 * Vitest imports packages under the condition `development`, and this one has its TypeScript there.
 */
import { readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';

const result = await checkPackage(createPackageFromTarballData(await readFile(process.argv[2]!)));
if (!result.types) throw new Error('There are no types.');
console.log(JSON.stringify(result.problems));

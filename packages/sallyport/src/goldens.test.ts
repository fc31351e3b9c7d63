import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { goldens } from '../../../scripts/goldens.ts';

test.each(goldens)('$path is current (npm run update makes it so)', async ({ path, make }) => {
  const kept = await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
  expect(make()).toBe(kept);
});

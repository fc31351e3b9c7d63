import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('each migration has a number of its own', async () => {
  const directory = new URL('../packages/issuer/src/database/migrations/', import.meta.url);
  const numbers = (await readdir(directory)).map(
    (name) => /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1],
  );
  expect(numbers.length).toBeGreaterThan(10);
  expect(numbers).not.toContain(undefined);
  expect(numbers.length, 'Rename the later one to the next free number.').toBe(
    new Set(numbers).size,
  );
});

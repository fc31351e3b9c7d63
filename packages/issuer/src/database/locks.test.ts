import { expect, test } from 'vitest';
import { locks } from './locks.ts';

test('no two purposes share a number', () => {
  const numbers = Object.values(locks);
  expect(numbers.length).toBeGreaterThanOrEqual(4);
  expect(new Set(numbers).size).toBe(numbers.length);
});

import { expect, test } from 'vitest';
import { RecentKeys } from './recent-keys.ts';

test('keys are bounded, and those that were used last are kept', () => {
  const keys = new RecentKeys<number>(1_000);
  for (let index = 0; index < 100_000; index++) {
    keys.set(`k${index}`, index);
    expect(keys.size).toBeLessThanOrEqual(1_000);
  }
  for (let index = 99_500; index < 100_000; index++) expect(keys.get(`k${index}`)).toBe(index);
  expect(keys.get('k0')).toBeUndefined();
});

test('a key that is used again and again is never forgotten', () => {
  const keys = new RecentKeys<number>(10);
  for (let index = 0; index < 1_000; index++) {
    keys.set('mine', (keys.get('mine') ?? 0) + 1);
    keys.set(`other${index}`, 0);
  }
  expect(keys.get('mine')).toBe(1_000);
});

import { expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

test('of many requests at once that all fail, a fifth is sent again, and a reserve', () => {
  const budget = new RetryBudget(0);
  let retried = 0;
  for (let count = 0; count < 1_000; count++) {
    budget.add();
    if (budget.take(0)) retried++;
  }
  expect(retried).toBeGreaterThanOrEqual(200);
  expect(retried).toBeLessThanOrEqual(210);
});

test('where requests are few, one a second may be sent again', () => {
  const budget = new RetryBudget(0);
  const take = (times: number, now: number) =>
    Array.from({ length: times }, () => budget.take(now)).filter(Boolean).length;
  expect(take(100, 0)).toBe(10);
  expect(take(100, 3_000)).toBe(3);
  expect(take(100, 3_600_000)).toBe(10);
});

test('what is saved has a bound', () => {
  const budget = new RetryBudget(0);
  for (let count = 0; count < 100_000; count++) budget.add();
  expect(Array.from({ length: 500 }, () => budget.take(0)).filter(Boolean).length).toBe(100);
});

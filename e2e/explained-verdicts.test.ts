/** What `explain` says is what a gateway answers: some of the cases that `explained-verdicts.long.test.ts` goes through. */
import { expect, test } from 'vitest';
import { startComparison } from './support/explained-verdicts.ts';

test('of 200 random requests, 100 calls of the admin API and 10 changes, with verdicts of each kind among them', async () => {
  const comparison = await startComparison(1);
  const statuses = new Map<number, number>();
  const called = new Map<number, number>();
  try {
    for (let batch = 0; batch < 10; batch++) {
      const cases = await Promise.all(Array.from({ length: 20 }, comparison.compare));
      for (const { explained, real, ...about } of cases) {
        expect(real, JSON.stringify(about)).toEqual(explained);
        statuses.set(real.status, (statuses.get(real.status) ?? 0) + 1);
      }
      const calls = await Promise.all(Array.from({ length: 10 }, comparison.compareCall));
      for (const { explained, real, ...about } of calls) {
        expect(real, JSON.stringify(about)).toEqual(explained);
        called.set(real.status, (called.get(real.status) ?? 0) + 1);
      }
      const { explained, real, ...about } = await comparison.compareChange();
      expect(real, JSON.stringify(about)).toEqual(explained);
    }
  } finally {
    await comparison.close();
  }
  for (const status of [200, 400, 401, 403, 405]) {
    expect(statuses.get(status), String(status)).toBeGreaterThan(5);
  }
  for (const status of [200, 400, 401, 403, 404, 405]) {
    expect(called.get(status), String(status)).toBeGreaterThan(3);
  }
});

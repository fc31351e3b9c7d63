/** What `explain` says is what a gateway answers: some of the cases that `explained-verdicts.long.test.ts` goes through. */
import { expect, test } from 'vitest';
import { startComparison } from './support/explained-verdicts.ts';

test('of 200 random requests and 10 changes, with verdicts of each kind among them', async () => {
  const comparison = await startComparison(1);
  const statuses = new Map<number, number>();
  try {
    for (let batch = 0; batch < 10; batch++) {
      const cases = await Promise.all(Array.from({ length: 20 }, comparison.compare));
      for (const { explained, real, ...about } of cases) {
        expect(real, JSON.stringify(about)).toEqual(explained);
        statuses.set(real.status, (statuses.get(real.status) ?? 0) + 1);
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
});

/** What `explain` says is what a gateway answers: some of the cases that `explained-verdicts.long.test.ts` goes through. */
import { expect, test } from 'vitest';
import { startComparison } from './support/explained-verdicts.ts';

interface Compared {
  explained: object;
  real: { status: number };
}

function statusOf({ explained, real, ...about }: Compared): number {
  expect(real, JSON.stringify(about)).toEqual(explained);
  return real.status;
}

const countOf = (statuses: readonly number[], status: number): number =>
  statuses.filter((each) => each === status).length;

test('of 200 random requests, 100 calls of the admin API and 10 changes, with verdicts of each kind among them', async () => {
  const comparison = await startComparison(1);
  const requested: number[] = [];
  const called: number[] = [];
  try {
    for (let batch = 0; batch < 10; batch++) {
      const cases = await Promise.all(Array.from({ length: 20 }, comparison.compare));
      requested.push(...cases.map(statusOf));
      const calls = await Promise.all(Array.from({ length: 10 }, comparison.compareCall));
      called.push(...calls.map(statusOf));
      statusOf(await comparison.compareChange());
    }
  } finally {
    await comparison.close();
  }
  for (const status of [200, 400, 401, 403, 405]) {
    expect(countOf(requested, status), String(status)).toBeGreaterThan(5);
  }
  for (const status of [200, 400, 401, 403, 404, 405]) {
    expect(countOf(called, status), String(status)).toBeGreaterThan(3);
  }
});

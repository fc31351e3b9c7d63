/** What `explain` says is what a gateway answers, in 2,000 random cases of a random directory, or 10,000 of five. */
import { expect, test } from 'vitest';
import { samples } from '../testing/samples.ts';
import { startComparison } from './support/explained-verdicts.ts';

test.for(samples([2, 3, 4, 5, 6]))(
  'directory %i: 1,900 requests, and 100 changes by trial and for real',
  async (seed) => {
    const comparison = await startComparison(seed);
    try {
      for (let batch = 0; batch < 100; batch++) {
        const cases = await Promise.all(Array.from({ length: 19 }, comparison.compare));
        for (const each of [...cases, await comparison.compareChange()]) {
          expect(each.real, JSON.stringify(each)).toEqual(each.explained);
        }
      }
    } finally {
      await comparison.close();
    }
  },
);

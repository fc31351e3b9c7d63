import { expect, test } from 'vitest';
import { afterFailure } from './restarts.ts';

test('delays grow up to half a minute, and the eleventh failure in a row is the last', () => {
  const delays: number[] = [];
  let restarts = 0;
  for (;;) {
    const next = afterFailure(restarts, 100);
    if (next.kind === 'give up') break;
    delays.push(next.afterMs);
    restarts = next.restarts;
  }
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000]);
});

test('after a long run it begins anew', () => {
  expect(afterFailure(10, 60_000)).toEqual({ kind: 'again', restarts: 1, afterMs: 500 });
});

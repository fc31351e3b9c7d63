import type { Clock } from '../packages/issuer/src/runtime/clock.ts';

export interface TestClock extends Clock {
  /** Moves the wall clock. */
  advance(seconds: number): void;
}

/** Wall time that tests move by themselves; it begins now, since databases look at it too. */
export function createTestClock(): TestClock {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    monotonic: () => performance.now(),
    advance(seconds) {
      offset += seconds * 1000;
    },
  };
}

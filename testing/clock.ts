import type { Clock } from '../packages/issuer/src/runtime/clock.ts';

export interface TestClock extends Clock {
  /** Moves the wall clock. */
  advance(seconds: number): void;
  /** Until the function that it returns is called, time stands still; for what a second decides. */
  standStill(): () => void;
}

/** Wall time that tests move by themselves; it begins now, since databases look at it too. */
export function createTestClock(): TestClock {
  let offset = 0;
  let stoodAt: number | null = null;
  return {
    now: () => new Date((stoodAt ?? Date.now()) + offset),
    monotonic: () => performance.now(),
    advance(seconds) {
      offset += seconds * 1000;
    },
    standStill() {
      stoodAt = Date.now();
      return () => {
        stoodAt = null;
      };
    },
  };
}

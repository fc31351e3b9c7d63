import type { Clock } from '../settings.ts';

/** The machine's clocks: the only place in the gateway that asks for the time. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};

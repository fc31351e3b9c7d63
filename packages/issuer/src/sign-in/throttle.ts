import { networkOf } from '@sallyport/base/network.ts';

/** Failures in one window, after the attempt that is being decided was counted in. */
export interface Count {
  /** Under what they are counted. */
  key: string;
  failures: number;
  windowEnds: Date;
}

export interface Counts {
  account: Count;
  address: Count;
}

export const windowSeconds = 15 * 60;

/** How many attempts in a window may fail. */
const limits = { account: 10, address: 50 };

type Limit = keyof typeof limits;

export type Throttling =
  | { allowed: true }
  /** `reached` are the limits that nothing came up against in this window before. */
  | { allowed: false; retryAt: Date; reached: Limit[] };

/** Slows guessing down: at one account from anywhere, and at any account from one address. */
export function decideThrottle(counts: Counts): Throttling {
  const exceeded = (['account', 'address'] as const).filter(
    (limit) => counts[limit].failures > limits[limit],
  );
  if (exceeded.length === 0) return { allowed: true };
  return {
    allowed: false,
    retryAt: new Date(Math.max(...exceeded.map((limit) => Number(counts[limit].windowEnds)))),
    reached: exceeded.filter((limit) => counts[limit].failures === limits[limit] + 1),
  };
}

/** What attempts from a network are counted under. */
export const addressKey = (clientAddress: string): string =>
  `sign-in address ${networkOf(clientAddress)}`;

import { isIPv6 } from 'node:net';

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

/** Under what attempts from an address are counted. */
export const addressKey = (clientAddress: string): string =>
  `sign-in address ${addressBlock(clientAddress)}`;

/** One IPv4 address, or the /64 of an IPv6 address: nobody gets less than that. */
function addressBlock(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? [] : Array(8 - before.length - after.length).fill('0');
  const all = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return `${all
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

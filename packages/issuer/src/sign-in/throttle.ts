import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** Failures in one window, after the attempt that is being decided was counted in. */
export interface Count {
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

export type Throttling = { allowed: true } | { allowed: false; retryAt: Date };

/** Slows guessing down: at one account from anywhere, and at any account from one address. */
export function decideThrottle(counts: Counts): Throttling {
  const exceeded = (['account', 'address'] as const)
    .filter((kind) => counts[kind].failures > limits[kind])
    .map((kind) => counts[kind].windowEnds);
  if (exceeded.length === 0) return { allowed: true };
  return { allowed: false, retryAt: new Date(Math.max(...exceeded.map(Number))) };
}

export interface ThrottleKeys {
  account: string;
  address: string;
}

/**
 * Under what attempts are counted: by the address as it was typed, whether or not it has an
 * account, so that being throttled tells nothing; hashed, because people type passwords there.
 */
export function throttleKeys(email: string, clientAddress: string): ThrottleKeys {
  const account = createHash('sha256').update(email.toLowerCase()).digest('base64url');
  return {
    account: `sign-in account ${account}`,
    address: `sign-in address ${addressBlock(clientAddress)}`,
  };
}

/** One IPv4 address, or the /64 of an IPv6 address: nobody gets less than that. */
function addressBlock(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(bare)) return bare;
  const [head = '', tail] = bare.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? [] : Array(8 - before.length - after.length).fill('0');
  const all = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return `${all
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

import { createHash } from 'node:crypto';

/** What a breach service is asked for, and what of its answer names this password. */
export interface RangeQuery {
  /** The first five of the digits. */
  prefix: string;
  suffix: string;
}

/** The digits of the SHA-1 of a password, as breach services have them. */
export function rangeQueryOf(password: string): RangeQuery {
  const digits = createHash('sha1').update(password).digest('hex').toUpperCase();
  return { prefix: digits.slice(0, 5), suffix: digits.slice(5) };
}

/**
 * Whether a range, lines of `<35 digits>:<how often>`, names the rest of a password's digits. Lines
 * with 0 are padding, which hides from the length of the answer what was asked.
 */
export const isInRange = (range: string, suffix: string): boolean =>
  range.split('\n').some((line) => {
    const [digits, count] = line.trim().split(':');
    return digits?.toUpperCase() === suffix && count !== '0';
  });

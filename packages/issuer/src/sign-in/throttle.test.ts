import { expect, test } from 'vitest';
import { addressKey, type Count, decideThrottle } from './throttle.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const count = (failures: number, windowEnds = at(15)): Count => ({
  key: 'of a test',
  failures,
  windowEnds,
});

test('ten failures at an account are allowed, the eleventh attempt is not', () => {
  expect(decideThrottle({ account: count(10), address: count(10) })).toEqual({ allowed: true });
  expect(decideThrottle({ account: count(11), address: count(11) })).toEqual({
    allowed: false,
    retryAt: at(15),
    reached: ['account'],
  });
});

test('fifty failures from an address are allowed, the next attempt is not', () => {
  expect(decideThrottle({ account: count(1), address: count(50) })).toEqual({ allowed: true });
  expect(decideThrottle({ account: count(1), address: count(51, at(7)) })).toEqual({
    allowed: false,
    retryAt: at(7),
    reached: ['address'],
  });
});

test('with both exceeded, the later window counts', () => {
  const counts = { account: count(12, at(3)), address: count(60, at(9)) };
  expect(decideThrottle(counts)).toEqual({ allowed: false, retryAt: at(9), reached: [] });
});

test('attempts are counted by network', () => {
  expect(addressKey('::ffff:192.0.2.1')).toBe('sign-in address 192.0.2.1');
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe(addressKey('2001:db8:1:2::9'));
});

import { expect, test } from 'vitest';
import { stepOfCode, totpUri } from './totp.ts';

/** The secret of RFC 6238, appendix B, in base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1000);

// The last six of the eight digits of the appendix.
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %i s the code is %s', (seconds, code) => {
  expect(stepOfCode(secret, code, at(seconds))).toBe(Math.floor(seconds / 30));
  expect(stepOfCode(secret, ` ${code.slice(0, 3)} ${code.slice(3)} `, at(seconds))).not.toBeNull();
});

test.each([
  ['of the step before', -30, true],
  ['of the step after', 30, true],
  ['two steps old', -60, false],
  ['two steps ahead', 60, false],
])('a code %s', (_, seconds, counts) => {
  const now = 1_111_111_111;
  const step = stepOfCode(secret, '050471', at(now - seconds));
  expect(step).toBe(counts ? Math.floor(now / 30) : null);
});

test.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345', '1e5000'])(
  '%j is no code',
  (typed) => {
    expect(stepOfCode(secret, typed, at(59))).toBeNull();
  },
);

test('an app gets the name of the service and of the account', () => {
  const uri = new URL(totpUri({ secret, issuer: 'Shop & Co', account: 'alice@example.com' }));
  expect(decodeURIComponent(uri.pathname)).toBe('/Shop & Co:alice@example.com');
  expect(uri.searchParams.get('secret')).toBe(secret);
  expect(uri.searchParams.get('issuer')).toBe('Shop & Co');
});

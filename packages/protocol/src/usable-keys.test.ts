import { expect, test } from 'vitest';
import { usableKeys } from './usable-keys.ts';

const url = 'https://idp.example/jwks';
const rsa = { kty: 'RSA', kid: 'a', n: 'x'.repeat(342), e: 'AQAB' };
const ec = { kty: 'EC', kid: 'b', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) };

test('public keys are kept, with what is needed of them', () => {
  const named = { ...ec, alg: 'ES256', use: 'sig', x5c: ['MIIC'] };
  const { x5c, ...kept } = named;
  expect(usableKeys(url, { keys: [rsa, named] })).toEqual([rsa, kept]);
});

test('what is private in a key is left out', () => {
  expect(usableKeys(url, { keys: [{ ...ec, d: 'secret' }] })).toEqual([ec]);
});

test.each([
  ['a secret', { kty: 'oct', k: 'x' }],
  ['an RSA key of 16,384 bits', { ...rsa, n: 'x'.repeat(2_731) }],
  ['an RSA key of 1,024 bits', { ...rsa, n: 'x'.repeat(171) }],
  ['an RSA key of 2,047 bits', { ...rsa, n: 'f'.padEnd(342, 'x') }],
  ['an RSA key of 1,024 bits behind zeros', { ...rsa, n: 'x'.repeat(171).padStart(342, 'A') }],
  ['an RSA key with a huge exponent', { ...rsa, e: 'x'.repeat(342) }],
  ['a key without its material', { kty: 'RSA', kid: 'a' }],
  ['a key whose material is no text', { ...rsa, n: 5 }],
  ['a kind that is none', { kty: 'toString' }],
  ['null', null],
])('%s is left out', (_what, key) => {
  expect(usableKeys(url, { keys: [key, ec] })).toEqual([ec]);
});

test.each([{}, { keys: 5 }, { keys: Array(101).fill(ec) }])('no key set: %#', (jwks) => {
  expect(() => usableKeys(url, jwks)).toThrow(url);
});

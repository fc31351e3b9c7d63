import { expect, test } from 'vitest';
import { principalOf } from './issuer-rules.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

const principal = await principalOf({ sub: 'user-1' });
const keys = (): never => {
  throw new Error('not asked for a key here');
};
const otherKeys = (): never => keys();

test('the oldest tokens make room once the characters run out', () => {
  const tokens = createVerifiedTokens(30);
  for (const letter of 'abcd') {
    tokens.keep(letter.repeat(10), { principal, keys, end: 1000 });
  }
  expect(tokens.find('a'.repeat(10), keys, 0)).toBeNull();
  expect(tokens.find('b'.repeat(10), keys, 0)).toBe(principal);
  expect(tokens.find('d'.repeat(10), keys, 0)).toBe(principal);
});

test('keeping a token twice counts it once', () => {
  const tokens = createVerifiedTokens(30);
  for (const letter of 'abbbb') {
    tokens.keep(letter.repeat(10), { principal, keys, end: 1000 });
  }
  expect(tokens.find('a'.repeat(10), keys, 0)).toBe(principal);
});

test('a token is forgotten at its end, and when the keys change', () => {
  const tokens = createVerifiedTokens(30);
  tokens.keep('ending', { principal, keys, end: 1000 });
  tokens.keep('pulled', { principal, keys, end: 1000 });
  expect(tokens.find('ending', keys, 999)).toBe(principal);
  expect(tokens.find('ending', keys, 1000)).toBeNull();
  expect(tokens.find('pulled', otherKeys, 0)).toBeNull();
  expect(tokens.find('pulled', keys, 0)).toBeNull();
});

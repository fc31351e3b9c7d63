import { expect, test } from 'vitest';
import { bearerOf } from './authorization-header.ts';

const authorization = 'Bearer abc';

test('one header is read', () => {
  expect(bearerOf({ headers: { authorization }, headersDistinct: { authorization: [''] } })).toBe(
    'abc',
  );
});

test('what stands in for a request in tests has no list of what was sent', () => {
  expect(bearerOf({ headers: { authorization } })).toBe('abc');
  expect(() => bearerOf({ headers: {} })).toThrow(
    expect.objectContaining({ code: 'token_missing' }),
  );
});

test('of two headers neither is read', () => {
  const sent = { headers: { authorization }, headersDistinct: { authorization: ['a', 'b'] } };
  expect(() => bearerOf(sent)).toThrow(
    expect.objectContaining({ code: 'authorization_malformed' }),
  );
});

import { expect, test } from 'vitest';
import { bearerOf } from './authorization-header.ts';

const authorization = 'Bearer abc';

test('one header is read', () => {
  // A value that is named like the header is none.
  const rawHeaders = ['Authorization', 'Bearer abc', 'X-Name', 'authorization'];
  expect(bearerOf({ headers: { authorization }, rawHeaders })).toBe('abc');
});

test('what stands in for a request in tests has no list of what was sent', () => {
  expect(bearerOf({ headers: { authorization } })).toBe('abc');
  expect(() => bearerOf({ headers: {} })).toThrow(
    expect.objectContaining({ code: 'token_missing' }),
  );
});

test('of two headers neither is read', () => {
  const rawHeaders = ['authorization', 'Bearer abc', 'accept', '*/*', 'AUTHORIZATION', 'Bearer d'];
  const sent = { headers: { authorization }, rawHeaders };
  expect(() => bearerOf(sent)).toThrow(
    expect.objectContaining({ code: 'authorization_malformed' }),
  );
});

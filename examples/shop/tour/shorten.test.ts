import { expect, test } from 'vitest';
import { clip, shortenTokens } from './shorten.ts';

test.each(['sp_at_', 'sp_rt_', 'sp_ac_', 'sp_act_', 'sp_cs_'])('%s keeps its prefix', (prefix) => {
  const text = `{"token":"${prefix}3fK${'a-_9'.repeat(50)}x9"}`;
  expect(shortenTokens(text)).toBe(`{"token":"${prefix}3fK…x9"}`);
});

test('a JWT is cut to its two ends', () => {
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl-_xyZ';
  expect(shortenTokens(`Bearer ${jwt}`)).toBe('Bearer eyJhbG…yZ');
});

test('every token of a text is shortened, and nothing else', () => {
  const token = `sp_at_${'b'.repeat(40)}`;
  expect(shortenTokens(`${token} and ${token}, sp_at_ alone`)).toBe(
    'sp_at_bbb…bb and sp_at_bbb…bb, sp_at_ alone',
  );
});

test('an id in a path is cut, a UUID is not', () => {
  const id = 'FGZnKc0mTwIv2O7irCJ0hZztrn9yENlRR7v9ybOj_-a';
  const uuid = '7aa51441-8a72-482a-a7e2-c4231d701969';
  expect(shortenTokens(`/sign-in/${id}?a=${uuid}`)).toBe(`/sign-in/FGZ…-a?a=${uuid}`);
});

test('clip keeps what fits', () => {
  expect([clip('abc', 3), clip('abcd', 3)]).toEqual(['abc', 'ab…']);
});

import { expect, test } from 'vitest';
import { joinCookie, maxParts, splitCookie, staleParts } from './split-cookie.ts';

const name = '__Host-Http-sp_session';
const asMap = (cookies: { name: string; value: string }[]) =>
  new Map(cookies.map((cookie) => [cookie.name, cookie.value]));

test.each([1, 4000, 4072, 4073, 4096, 8144, 8145, 12_216])(
  'a value of %i bytes comes back, and no cookie has more than 4096',
  (length) => {
    const value = 'aB-_'.repeat(length).slice(0, length);
    const cookies = splitCookie(name, value);
    for (const cookie of cookies) {
      expect(cookie.name.length + cookie.value.length).toBeLessThanOrEqual(4096);
    }
    expect(cookies.length).toBe(Math.ceil(length / 4072));
    expect(joinCookie(name, asMap(cookies))).toBe(value);
  },
);

test('a value that would need more cookies than are allowed is refused', () => {
  expect(() => splitCookie(name, 'a'.repeat(4072 * maxParts + 1))).toThrow('does not fit');
});

test('a part that is missing makes the whole missing', () => {
  const cookies = asMap(splitCookie(name, 'a'.repeat(5000)));
  cookies.delete(`${name}.1`);
  expect(joinCookie(name, cookies)).toBeNull();
});

test('what a longer value left behind is no part of a shorter one', () => {
  const cookies = asMap(splitCookie(name, 'a'.repeat(9000)));
  cookies.set(name, 'short');
  expect(joinCookie(name, cookies)).toBe('short');
  expect(staleParts(name, cookies, 1)).toEqual([`${name}.1`, `${name}.2`]);
});

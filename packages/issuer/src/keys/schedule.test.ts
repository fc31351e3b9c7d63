import { describe, expect, test } from 'vitest';
import { type ScheduledKey, signingAt, timesOf } from './schedule.ts';

const day = 24 * 3_600_000;
const at = (days: number) => new Date(days * day);
const key = (kid: string, signsFrom: number, more: Partial<ScheduledKey> = {}): ScheduledKey => ({
  ...{ kid, alg: 'ES256', signsFrom: at(signsFrom), retiredAt: null, withdrawnAt: null },
  ...more,
});
const states = (keys: ScheduledKey[], days: number) =>
  keys.map((each) => timesOf(each, keys, at(days)).state);

describe('two keys, the second of which signs from day 10 on', () => {
  const keys = [key('a', 0), key('b', 10)];

  test.each([
    [5, ['signing', 'next'], 'a'],
    [10, ['published', 'signing'], 'b'],
    [11, ['retired', 'signing'], 'b'],
  ])('on day %i they are %j', (days, expected, signer) => {
    expect(states(keys, days)).toEqual(expected);
    expect(signingAt(keys, 'ES256', at(days))?.kid).toBe(signer);
  });

  test('the times of the first are known beforehand', () => {
    expect(timesOf(keys[0]!, keys, at(5))).toMatchObject({
      ...{ signsUntil: at(10), publishedUntil: at(11) },
    });
  });
});

test('a withdrawn key counts for none of the others', () => {
  const withdrawn = key('b', 10, { withdrawnAt: at(8) });
  const keys = [key('a', 0), withdrawn];
  expect(states(keys, 12)).toEqual(['signing', 'withdrawn']);
  expect(timesOf(withdrawn, keys, at(12)).publishedUntil).toEqual(at(8));
  expect(signingAt(keys, 'ES256', at(12))?.kid).toBe('a');
});

test('a key that was followed does not come back when its successor is withdrawn', () => {
  const leaked = key('b', 10, { withdrawnAt: at(30) });
  const keys = [key('a', 0), leaked, key('c', 30)];
  expect(states(keys, 29)).toEqual(['retired', 'withdrawn', 'next']);
  expect(states(keys, 30)).toEqual(['retired', 'withdrawn', 'signing']);
  // Nor by a clock that is behind the one which withdrew it.
  for (const days of [29.999, 30]) expect(signingAt(keys, 'ES256', at(days))?.kid).toBe('c');
});

test('keys of other algorithms are no successors, and one that was retired by hand signs no more', () => {
  const keys = [key('a', 0, { retiredAt: at(3) }), key('r', 5, { alg: 'RS256' })];
  expect(states(keys, 2)).toEqual(['signing', 'next']);
  expect(states(keys, 3)).toEqual(['published', 'next']);
  expect(signingAt(keys, 'ES256', at(3))).toBeUndefined();
});

test('by a clock that is behind, the first key of all signs', () => {
  expect(signingAt([key('a', 2), key('b', 9)], 'ES256', at(1))?.kid).toBe('a');
});

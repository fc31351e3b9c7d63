import { countedMinutes } from '@sallyport/protocol/internal.ts';
import { expect, test } from 'vitest';
import { sumOf } from './traffic.ts';

const last = (...counts: number[]) => [
  ...new Array<number>(countedMinutes - counts.length).fill(0),
  ...counts,
];

test('processes are summed minute by minute, and reasons are in the order of their frequency', () => {
  const one = {
    requests: last(5, 7),
    hits: last(4, 0),
    misses: last(1),
    refusals: { invalid_token: last(1, 1), 'require.permissions': last(1) },
  };
  const other = { ...one, refusals: { 'require.permissions': last(4), gone: last(2) } };
  expect(sumOf([one, other])).toEqual({
    requests: last(10, 14),
    hits: last(8, 0),
    misses: last(2),
    refusals: [
      { reason: 'require.permissions', count: 5, minutes: last(5) },
      { reason: 'gone', count: 2, minutes: last(2) },
      { reason: 'invalid_token', count: 2, minutes: last(1, 1) },
    ],
  });
});

test('a process that counts fewer minutes is in the last ones, and no process is none', () => {
  const short = { requests: [3], hits: [], misses: [], refusals: { gone: [1, 2] } };
  expect(sumOf([short])).toMatchObject({
    requests: last(3),
    hits: last(),
    refusals: [{ reason: 'gone', minutes: last(1, 2) }],
  });
  expect(sumOf([]).requests).toEqual(last());
});

test('a reason may have any name', () => {
  const one = { requests: last(1), hits: last(0), misses: last(0), refusals: {} };
  const other = { ...one, refusals: { constructor: last(3) } };
  expect(sumOf([one, other]).refusals).toMatchObject([{ reason: 'constructor', count: 3 }]);
});

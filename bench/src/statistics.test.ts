import { describe, expect, test } from 'vitest';
import { median, pairedRatio, percentile, summarize } from './statistics.ts';

describe('median', () => {
  test('is the middle of an odd number of values, in whatever order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });
  test('is the mean of the two in the middle of an even number', () => {
    expect(median([1, 10, 2, 4])).toBe(3);
  });
  test('compares numbers as numbers', () => {
    expect(median([10, 9, 100])).toBe(10);
  });
  test('refuses nothing at all', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

test('a summary has the extremes beside the median', () => {
  expect(summarize([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
});

describe('pairedRatio', () => {
  test('divides within each round, so that a slow round cancels out', () => {
    expect(pairedRatio([20, 2, 20], [10, 1, 10])).toEqual({ median: 2, least: 2, most: 2 });
  });
  test('refuses rounds that have no partner', () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow('2 rounds cannot be paired with 1.');
  });
});

test('a percentile is one of the values', () => {
  const sorted = Float64Array.from({ length: 100 }, (_, index) => index + 1);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(sorted, share))).toEqual([1, 50, 99, 100]);
});

import { expect, test } from 'vitest';
import { histogramOf, quantile } from './histogram.ts';

test('each wait is in one bin, and nothing comes after the last that has one', () => {
  expect(histogramOf([0, 1.9, 2, 7, 600])).toEqual([
    { label: '< 2 ms', value: 2, isBad: false },
    { label: '< 5 ms', value: 1, isBad: false },
    { label: '< 10 ms', value: 1, isBad: false },
    { label: '< 20 ms', value: 0, isBad: false },
    { label: '< 50 ms', value: 0, isBad: false },
    { label: '< 100 ms', value: 0, isBad: false },
    { label: '< 250 ms', value: 0, isBad: false },
    { label: '< 500 ms', value: 0, isBad: false },
    { label: '< 1000 ms', value: 1, isBad: true },
  ]);
  expect(histogramOf([9_999]).at(-1)).toEqual({ label: '≥ 5000 ms', value: 1, isBad: true });
  expect(histogramOf([])).toEqual([]);
});

test('quantiles are waits that there were', () => {
  const waits = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([quantile(waits, 0.5), quantile(waits, 0.99), quantile(waits, 1)]).toEqual([51, 100, 100]);
  expect(quantile([], 0.5)).toBeNull();
});

import { expect, test } from 'vitest';
import { byHour, firstHour } from './hours.ts';

const now = new Date('2026-11-27T09:40:00Z');

test('each time is in its hour, and what is older is in none', () => {
  expect(firstHour(now).toISOString()).toBe('2026-11-26T10:00:00.000Z');
  const times = [
    '2026-11-27T09:39:59Z',
    '2026-11-27T09:00:00Z',
    '2026-11-27T08:59:59Z',
    '2026-11-26T10:00:00Z',
    '2026-11-26T09:59:59Z',
  ];
  const bars = byHour(times, now, (hour) => hour.toISOString().slice(8, 13));
  expect(bars).toHaveLength(24);
  expect(bars.filter(({ value }) => value > 0)).toEqual([
    { label: '26T10', value: 1 },
    { label: '27T08', value: 1 },
    { label: '27T09', value: 2 },
  ]);
});

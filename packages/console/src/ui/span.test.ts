import { expect, test } from 'vitest';
import { spansOf } from './span.ts';

const now = new Date('2026-11-21T00:00:00Z');
const key = (created: string, retired: string | null) => ({
  created_at: `${created}T00:00:00Z`,
  retired_at: retired && `${retired}T00:00:00Z`,
});

test('the line is from the first key until now', () => {
  expect(spansOf([key('2026-11-16', null), key('2026-11-11', '2026-11-16')], now)).toEqual([
    { from: 50, width: 50 },
    { from: 0, width: 50 },
  ]);
});

test('a key of this moment is seen, and there may be none', () => {
  expect(spansOf([key('2026-11-21', null)], now)).toEqual([{ from: 0, width: 1 }]);
  expect(spansOf([], now)).toEqual([]);
});

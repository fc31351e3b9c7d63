import { expect, test } from 'vitest';
import { number, table } from './table.ts';

test('figures keep three digits or so', () => {
  expect([52_431.4, 100, 99.96, 2.34567, 0.01234, 0, Number.NaN].map(number)).toEqual([
    '52,431',
    '100',
    '100',
    '2.35',
    '0.0123',
    '0',
    '–',
  ]);
});

test('a short line runs to the end of the table', () => {
  const lines = table(
    ['who', 'a', 'b'],
    [
      ['x', '1', '2'],
      ['y', 'skipped'],
    ],
  ).split('\n');
  expect(lines).toHaveLength(6);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[4]).toMatch(/^│ y +│ skipped +│$/);
});

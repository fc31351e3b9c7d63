import { expect, test } from 'vitest';
import { cutText } from './cut-text.ts';

test.each([
  ['short', 'abc', 3, 'abc'],
  ['plain', 'abcd', 3, 'abc'],
  ['an emoji of two code units', 'ab😀', 3, 'ab'],
  ['a family of four people', 'a👨‍👩‍👧‍👦b', 8, 'a'],
  ['a letter and its accent', 'abe\u0301', 3, 'ab'],
  ['a line end', 'ab\r\nc', 3, 'ab'],
  ['one letter with marks without end', `e${'\u0301'.repeat(9)}`, 4, `e${'\u0301'.repeat(3)}`],
  ['one sequence of emoji without end', '👨‍👩‍👧‍👦', 4, '👨\u200d'],
])('a text is cut between characters: %s', (_, text, max, expected) => {
  expect(cutText(text, max)).toBe(expected);
  expect(cutText(text, max).isWellFormed()).toBe(true);
});

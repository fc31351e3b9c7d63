import { expect, test } from 'vitest';
import { programOf } from './program.ts';

test.each([
  ['shop-cli/1.4.2', 'shop-cli/1.4.2'],
  ['node', 'node'],
  ['Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0)', 'Mozilla/5.0'],
  ['curl/8.5.0 Press Allow now', 'curl/8.5.0'],
  ['(Press Allow now)', null],
  ['x'.repeat(61), null],
  ['', null],
  [null, null],
])('%j is %j', (userAgent, program) => {
  expect(programOf(userAgent)).toBe(program);
});

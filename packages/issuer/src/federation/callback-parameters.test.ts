import { expect, test } from 'vitest';
import { readError, readState } from './callback-parameters.ts';

const state = 's'.repeat(43);

test.each([
  ['an answer', `code=c&state=${state}`, state],
  ['an error', `error=access_denied&state=${state}`, state],
  ['parameters twice', `foo=1&foo=2&code=c&state=${state}`, state],
  ['no state', 'code=c', null],
  ['an empty state', 'code=c&state=', null],
  ['two states', `state=${state}&state=${state}`, null],
  ['a state that is not ours', 'error=access_denied&state=%00', null],
  ['nothing', '', null],
])('the state of %s', (_, query, expected) => {
  expect(readState(new URLSearchParams(query))).toBe(expected);
});

test.each([
  ['an answer', 'code=c', null],
  ['neither code nor error', '', null],
  ['an error', 'error=access_denied', 'access_denied'],
  [
    'a description with line breaks',
    'error=access_denied&error_description=a%0d%0ab',
    'access_denied',
  ],
  ['two errors', 'error=a&error=b', 'a'],
  ['an error without a name', 'error=', ''],
  ['bytes that are no text', 'error=%ff%00x', 'x'],
  ['a long error', `error=${'e'.repeat(999)}`, 'e'.repeat(100)],
])('the error of %s', (_, query, expected) => {
  expect(readError(new URLSearchParams(query))).toBe(expected);
});

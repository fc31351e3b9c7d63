import { expect, test } from 'vitest';
import { readCallback } from './callback-parameters.ts';

const state = 's'.repeat(43);

test.each([
  ['an answer', `code=c&state=${state}`, { kind: 'answer', state }],
  ['neither code nor error', `state=${state}`, { kind: 'answer', state }],
  ['an error', `error=access_denied&state=${state}`, { kind: 'error', error: 'access_denied' }],
  [
    'a description with line breaks',
    `error=access_denied&error_description=a%0d%0ab&state=${state}`,
    { kind: 'error', error: 'access_denied' },
  ],
  ['two errors', `error=a&error=b&state=${state}`, { kind: 'error', error: 'a' }],
  ['an error without a name', `error=&state=${state}`, { kind: 'error', error: '' }],
  ['bytes that are no text', `error=%ff%00x&state=${state}`, { kind: 'error', error: 'x' }],
  ['a long error', `error=${'e'.repeat(999)}&state=${state}`, { error: 'e'.repeat(100) }],
  ['parameters twice', `foo=1&foo=2&code=c&state=${state}`, { kind: 'answer', state }],
  ['no state', 'code=c', { kind: 'stray' }],
  ['an empty state', 'code=c&state=', { kind: 'stray' }],
  ['two states', `state=${state}&state=${state}`, { kind: 'stray' }],
  ['a state that is not ours', 'error=access_denied&state=%00', { kind: 'stray' }],
  ['nothing', '', { kind: 'stray' }],
])('%s', (_, query, expected) => {
  expect(readCallback(new URLSearchParams(query))).toMatchObject(expected);
});

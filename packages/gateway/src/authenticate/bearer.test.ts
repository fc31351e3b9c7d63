import { formatToken, maxTokenLength } from '@sallyport/protocol/token-format.ts';
import { expect, test } from 'vitest';
import { readBearer } from './bearer.ts';

const token = formatToken('access', 'abcdefgh');

test('nothing is not a failure', () => {
  expect(readBearer(undefined)).toEqual({ kind: 'not_present' });
});

test.each([`Bearer ${token}`, `bearer ${token}`, `Bearer  ${token} `])('%s', (header) => {
  expect(readBearer(header)).toEqual({ kind: 'token', token });
});

test.each([
  ['Basic YTpi', 400, 'invalid_request'],
  ['', 400, 'invalid_request'],
  ['Bearer', 400, 'invalid_request'],
  ['Bearer a b', 400, 'invalid_request'],
  [`Bearer ${token}, Bearer ${token}`, 401, 'invalid_token'],
  [`Bearer ${token}x`, 401, 'invalid_token'],
  [`Bearer ${formatToken('refresh', 'abcdefgh')}`, 401, 'invalid_token'],
  ['Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2ln', 401, 'invalid_token'],
  [`Bearer ${formatToken('access', 'a'.repeat(maxTokenLength))}`, 401, 'invalid_token'],
])('%.60s is %i %s', (header, status, error) => {
  const result = readBearer(header);
  expect(result).toMatchObject({ kind: 'failed', refusal: { status, error } });
  const headers = result.kind === 'failed' ? result.refusal.headers : [];
  expect(headers[1]).toMatch(`Bearer realm="sallyport", error="${error}", error_description="`);
});

import { describe, expect, test } from 'vitest';
import { StartupError } from '../startup-error.ts';
import { explainFileError, explainOutput, explainSpawnError } from './explain.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });

describe('what PostgreSQL said becomes a sentence for the operator', () => {
  test.each([
    ['initdb: error: could not write to file "x": No space left on device', /disk .* is full/],
    ["postgres: /lib/libc.so.6: version `GLIBC_2.27' not found", /needs glibc 2\.27/],
    ['initdb: error: could not look up effective user ID 7: user does not exist', /\/etc\/passwd/],
    ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', /not enough memory/],
    ['initdb: error: could not access directory "x": Permission denied', /may not read or write/],
    [
      '2026 [7] FATAL:  lock file "postmaster.pid" is empty',
      /^\/directory\/data\/postmaster\.pid is empty, .* delete that file and start again\.$/,
    ],
    ['2026 [7] FATAL:  something new', /did not start: something new \(see \/log\)/],
    ['', /did not start: it gave no reason/],
  ])('%s', (output, sentence) => {
    const error = explainOutput(output, '/directory', '/log');
    expect(error).toBeInstanceOf(StartupError);
    expect(error.message).toMatch(sentence);
  });
});

test.each([
  ['EACCES', /cannot be written to/],
  ['EROFS', /read-only/],
  ['ENOTDIR', /there is a file of that name/],
  ['ENOSPC', /disk .* is full/],
])('%s under the data directory', (code, sentence) => {
  expect(explainFileError(withCode(code), '/directory')).toMatchObject({
    name: 'StartupError',
    message: expect.stringMatching(sentence),
  });
});

test('a program whose loader is missing needs another C library', () => {
  expect(explainSpawnError(withCode('ENOENT'), '/bin/postgres')).toMatchObject({
    message: expect.stringMatching(/needs glibc/),
  });
});

test('an unexpected error is returned as it is', () => {
  const error = withCode('EIO');
  expect(explainFileError(error, '/directory')).toBe(error);
  expect(explainSpawnError(error, '/bin/postgres')).toBe(error);
});

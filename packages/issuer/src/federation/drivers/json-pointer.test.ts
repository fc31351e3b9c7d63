import { expect, test } from 'vitest';
import { pointerPattern, valueAt } from './json-pointer.ts';

/** The examples of RFC 6901, section 5, as far as they name a member. */
const document = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'm~n': 8,
  '~1': 9,
};

test.each([
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/m~0n', 8],
  ['/~01', 9],
  ['/foo/2', undefined],
  ['/foo/0/x', undefined],
  ['/constructor', undefined],
  ['/__proto__/x', undefined],
])('%s', (pointer, value) => {
  expect(pointer).toMatch(pointerPattern);
  expect(valueAt(document, pointer)).toEqual(value);
});

test.each(['', 'foo', '/a~2b', '/a~'])('%j is none', (text) => {
  expect(text).not.toMatch(pointerPattern);
});

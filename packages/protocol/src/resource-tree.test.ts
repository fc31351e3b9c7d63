import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAllowed } from './access.ts';
import { coversPlace, isTreePath, maxDepth, placesOf } from './resource-tree.ts';

const name = fc.constantFrom('a', 'b', 'ab', 'a.b', '.', '..', '');
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
const on = (identifier: string, ...actions: string[]) => ({ type: 'folder', identifier, actions });

test('a role on a place holds where the place is among those that another lies in, and nowhere else', () => {
  fc.assert(
    fc.property(path, path, (held, asked) => {
      const expected = isTreePath(asked) && placesOf(asked).includes(held);
      expect(coversPlace([on(held, 'read')], on(asked, 'read'))).toBe(expected);
    }),
  );
});

test.each([
  ['a', true],
  ['a/b', true],
  ['', false],
  ['/a', false],
  ['a/', false],
  ['a//b', false],
  ['a/../b', false],
  ['a/./b', false],
  [Array(maxDepth).fill('a').join('/'), true],
  [
    Array(maxDepth + 1)
      .fill('a')
      .join('/'),
    false,
  ],
])('%s is a place: %s', (identifier, expected) => {
  expect(isTreePath(identifier)).toBe(expected);
  expect(placesOf(identifier).length).toBe(expected ? identifier.split('/').length : 1);
});

test('each action may be allowed by another role', () => {
  const subtrees = [on('a', 'read'), on('a/b', 'write'), { ...on('a', 'remove'), type: 'page' }];
  const may = (identifier: string, ...actions: string[]) =>
    isAllowed(
      { permissions: [], authorization_details: [], assigned_subtrees: subtrees },
      { details: on(identifier, ...actions) },
    );
  expect(may('a/b/c', 'read', 'write')).toBe(true);
  expect(may('a/c', 'read', 'write')).toBe(false);
  expect(may('a/b', 'remove')).toBe(false);
});

test('a confined token has what it names, and nothing below', () => {
  const held = { permissions: [], authorization_details: [on('a', 'read')] };
  const besides = { ...held, assigned_subtrees: [on('a', 'read')] };
  expect(isAllowed(besides, { details: on('a/b', 'read') })).toBe(false);
  expect(isAllowed(besides, { details: on('a', 'read') })).toBe(true);
});

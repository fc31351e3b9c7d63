import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatScope, isScopeToken, parseScope } from './scope.ts';

const tokens = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,20}$/);

test('a list of scope tokens comes back without repetitions, in order', () => {
  fc.assert(
    fc.property(fc.array(tokens), (values) => {
      expect(parseScope(formatScope(values))).toEqual([...new Set(values)]);
    }),
  );
});

test('any text parses to scope tokens or to null', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const values = parseScope(text);
      if (values !== null) expect(values.every(isScopeToken)).toBe(true);
      else expect(text.split(' ').every(isScopeToken)).toBe(false);
    }),
  );
});

test.each(['a  b', ' a', 'a ', 'a"b', 'a\\b', 'ä', 'a\nb'])('%j is malformed', (text) => {
  expect(parseScope(text)).toBeNull();
});

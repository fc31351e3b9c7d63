import { describe, expect, test } from 'vitest';
import { requires } from './requires.ts';

test('a package that nothing installs is refused', () => {
  expect(() => requires({ debian: ['no-such-package'] })).toThrow(
    'Add no-such-package to testing/long-tests.debian.txt',
  );
});

test('without needs it is the plain describe', () => {
  expect(requires({})).toBe(describe);
});

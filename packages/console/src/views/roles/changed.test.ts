import { expect, test } from 'vitest';
import { changedOf } from './changed.ts';

const role = (...permissions: string[]) => ({ name: 'support', permissions, declared: false });

test('what a role gives more and less than it did is named', () => {
  expect(changedOf(role('a', 'b'), role('b', 'c', 'd'))).toBe('+ c + d − a');
  expect(changedOf(role('a', 'b'), role('b', 'a'))).toBe('');
});

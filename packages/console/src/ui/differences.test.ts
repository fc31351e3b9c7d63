import { expect, test } from 'vitest';
import { differencesOf, listed } from './differences.ts';

test('what others changed is named, as it was and as it is', () => {
  const before = { Name: 'Bob', Status: 'Active', Roles: listed([]) };
  const now = { Name: 'Robert', Status: 'Active', Roles: listed(['support', 'auditor']) };
  expect(differencesOf(before, now)).toEqual([
    { name: 'Name', before: 'Bob', now: 'Robert' },
    { name: 'Roles', before: '–', now: 'support, auditor' },
  ]);
});

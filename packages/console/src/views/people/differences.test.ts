import { expect, test } from 'vitest';
import { differencesOf } from './differences.ts';
import type { UserDetails } from './users.ts';

const bob = {
  ...{ id: '1', name: 'Bob', email: 'bob@example.com', disabled: false, etag: '"1"' },
  ...{ roles: [], groups: [{ name: 'staff' }] },
} as unknown as UserDetails;

const statuses = { active: 'Active', disabled: 'Disabled' };

test('what others changed is named, as it was and as it is', () => {
  const role = { name: 'support', valid_until: null, declared: false };
  const now = { ...bob, name: 'Robert', disabled: true, roles: [role], etag: '"2"' };
  expect(differencesOf(bob, now, statuses)).toEqual([
    { field: 'name', before: 'Bob', now: 'Robert' },
    { field: 'status', before: 'Active', now: 'Disabled' },
    { field: 'roles', before: '–', now: 'support' },
  ]);
});

test('what is the same is not', () => {
  expect(differencesOf(bob, { ...bob, etag: '"2"' }, statuses)).toEqual([]);
});

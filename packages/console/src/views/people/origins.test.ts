import { expect, test } from 'vitest';
import { originsOf } from './origins.ts';

const groups = [
  { name: 'everyone', parent: null, roles: ['reader'] },
  { name: 'staff', parent: 'everyone', roles: ['support'] },
  { name: 'acme', parent: 'staff', roles: [] },
];

const held = {
  roles: [{ name: 'support', valid_until: '2027-01-01T00:00:00Z' }],
  groups: [{ name: 'staff', valid_until: null }],
  provider_groups: [{ name: 'acme', provider: 'okta' }],
  effective: { roles: ['reader', 'support'] },
};

test('every way is told, the shortest first', () => {
  expect(Object.fromEntries(originsOf(held, groups))).toEqual({
    reader: [
      { path: ['staff', 'everyone'], validUntil: null, provider: null },
      { path: ['acme', 'staff', 'everyone'], validUntil: null, provider: 'okta' },
    ],
    support: [
      { path: [], validUntil: '2027-01-01T00:00:00Z', provider: null },
      { path: ['staff'], validUntil: null, provider: null },
      { path: ['acme', 'staff'], validUntil: null, provider: 'okta' },
    ],
  });
});

test('a role that has ended, and a group that is gone, give nothing', () => {
  const none = { ...held, effective: { roles: [] } };
  expect(originsOf(none, groups)).toEqual(new Map());
  expect(originsOf({ ...held, roles: [], provider_groups: [] }, [])).toEqual(
    new Map([
      ['reader', []],
      ['support', []],
    ]),
  );
});

test('a circle, which the database refuses, ends', () => {
  const circle = [
    { name: 'staff', parent: 'everyone', roles: [] },
    { name: 'everyone', parent: 'staff', roles: ['reader'] },
  ];
  expect(originsOf({ ...held, provider_groups: [] }, circle).get('reader')).toHaveLength(1);
});

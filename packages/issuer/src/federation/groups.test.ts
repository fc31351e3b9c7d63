import { expect, test } from 'vitest';
import { claimNames, groupsFrom } from './groups.ts';

const map = [
  { claim: 'groups', value: 'admins', group: 'staff' },
  { claim: 'groups', value: 'everybody', group: 'customers' },
  { claim: '/realm_access/roles', value: 'support', group: 'staff' },
  { claim: 'https://acme.example/role', value: 'boss', group: 'board' },
];

test.each([
  [{ groups: ['admins', 'others'] }, ['staff']],
  [{ groups: 'admins' }, ['staff']],
  [{ groups: ['admins', 'everybody'] }, ['staff', 'customers']],
  [{ realm_access: { roles: ['support'] } }, ['staff']],
  [{ 'https://acme.example/role': 'boss' }, ['board']],
  [{ groups: [] }, []],
  [{}, []],
  [{ groups: null }, []],
  [{ groups: { admins: true } }, []],
  [{ groups: [['admins'], { name: 'admins' }, 7, null] }, []],
  [{ groups: 'admins everybody' }, []],
  [{ groups: ['Admins', ' admins', 'admins '] }, []],
  [{ realm_access: 'support' }, []],
  [JSON.parse('{"__proto__": {"groups": ["admins"]}}'), []],
])('%j gives %j', (claims, groups) => {
  expect(groupsFrom(map, claims)).toEqual({
    groups: groups.map((group: string) => expect.objectContaining({ group })),
    elsewhere: [],
  });
});

test.each([
  [
    {
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://x.example' } },
    },
  ],
  [{ hasgroups: true }],
])('groups that are kept elsewhere are told, and give nothing: %j', (claims) => {
  expect(groupsFrom(map, claims)).toEqual({ groups: [], elsewhere: ['groups'] });
});

test('of ten thousand groups those count that the map has', () => {
  const groups = Array.from({ length: 10_000 }, (_, index) => `g${index}`);
  const many = Array.from({ length: 1000 }, (_, index) => ({
    ...{ claim: 'groups', value: `g${index * 20}`, group: `group-${index}` },
  }));
  expect(groupsFrom(many, { groups }).groups).toHaveLength(500);
});

test('userinfo is asked for the first part of where a claim is', () => {
  expect(claimNames(map)).toEqual(['groups', 'realm_access', 'https://acme.example/role']);
});

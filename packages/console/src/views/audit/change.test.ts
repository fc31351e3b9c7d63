import { expect, test } from 'vitest';
import { readChange } from './change.ts';

const diff = (
  ...[action, detail, subjects = []]: Parameters<typeof readChange> | [string, object]
) =>
  readChange(action, detail as Record<string, unknown>, subjects).lines.map(
    ({ kind, text }) => `${{ added: '+', removed: '-', changed: '~' }[kind]} ${text}`,
  );

test('what a role gives is compared', () => {
  expect(diff('role.update', { given: ['orders:read'], taken: ['orders:refund'] })).toEqual([
    '+ orders:read',
    '- orders:refund',
  ]);
  expect(diff('role.create', { permissions: ['orders:read'] })).toEqual([
    '+ permissions: orders:read',
  ]);
  expect(diff('role.delete', { permissions: ['orders:read'] })).toEqual([
    '- permissions: orders:read',
  ]);
});

test('values of before and after are compared field by field, lists by what is in them', () => {
  const before = { name: 'Shop', redirect_uris: ['https://a.example', 'https://b.example'] };
  const after = { name: 'The shop', redirect_uris: ['https://b.example', 'https://c.example'] };
  expect(diff('client.update', { changed: Object.keys(after), before, after })).toEqual([
    '- name: Shop',
    '+ name: The shop',
    '- redirect_uris: https://a.example',
    '+ redirect_uris: https://c.example',
  ]);
});

test('names alone are told as changed', () => {
  expect(diff('user.update', { changed: ['name'] })).toEqual(['~ name']);
});

test('a group moves from one to another, or to the top', () => {
  expect(diff('group.move', { from: 'staff', parent: 'north' })).toEqual([
    '- parent: staff',
    '+ parent: north',
  ]);
  expect(diff('group.move', { from: 'staff', parent: null })).toEqual(['- parent: staff']);
});

test('what was given and taken is among the subjects', () => {
  const to = 'user:1';
  expect(diff('role.assign', { valid_until: null }, [to, 'role:support'])).toEqual([
    '+ role:support',
  ]);
  expect(diff('role.unassign', {}, ['group:night', 'role:support'])).toEqual(['- role:support']);
  expect(diff('group.remove_member', {}, [to, 'group:night'])).toEqual(['- group:night']);
});

test('everything else is a fact, once', () => {
  expect(readChange('session.start', { amr: ['pwd'], acr: 'aal1' }, ['user:1'])).toEqual({
    lines: [],
    facts: [
      ['amr', ['pwd']],
      ['acr', 'aal1'],
    ],
  });
  expect(readChange('role.assign', { valid_until: null }, ['user:1', 'role:a']).facts).toEqual([
    ['valid_until', null],
  ]);
});

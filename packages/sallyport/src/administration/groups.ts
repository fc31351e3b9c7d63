import type { Fields, Noun } from './admin-command.ts';
import { column, given, owner, state, text, time, whole, words } from './cells.ts';
import { namesIn, until } from './users.ts';

const end = ['--until <time>', 'when it ends by itself, as 2026-12-01T18:00:00Z'] as const;

/** Each is enough by itself. */
const ways = (value: unknown): string =>
  (value as Fields[])
    .map(({ by, path, provider, valid_until: ends }) => {
      const way = by === 'group' ? `group ${(path as string[]).join(' > ')}` : 'given';
      const from = provider == null ? '' : ` by ${provider}`;
      return `${way}${from}${ends == null ? '' : ` until ${time(ends)}`}`;
    })
    .join('; ');

const holders = [
  ...[whole('id'), column('email'), column('name'), state],
  { title: 'BY', of: ({ ways: all }: Fields) => ways(all) },
];

export const groups: Noun = {
  name: 'groups',
  description: 'groups of people, and the roles that they give',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/groups',
      none: 'There is no such group.',
      description: 'list groups by name',
      options: [['--search <text>', 'only those with this in their name']],
      query: ({ search }) => ({ q: search }),
      columns: [whole('name'), column('parent'), column('roles'), owner],
    },
    {
      does: 'show',
      name: 'show',
      path: '/groups/{group}',
      takes: ['group'],
      description: 'show a group: what it was given, and what its members have from it',
      rows: (group) => [
        ['name', text(group['name']), group['declared'] === true ? 'of the file' : ''],
        ['below', words(group['ancestors']), ''],
        ['roles', given(group['roles']), ''],
        ['all roles', words((group['effective'] as Fields)['roles']), 'with those from above'],
      ],
      example: 'staff',
    },
    {
      does: 'list',
      name: 'members',
      path: '/groups/{group}/users',
      takes: ['group'],
      columns: holders,
      none: 'It has no members.',
      description: 'list the members of a group now, each with the ways by which they are',
      example: 'staff',
    },
    {
      does: 'change',
      name: 'create',
      method: 'POST',
      path: '/groups',
      takes: ['group'],
      description: 'make a group',
      options: [
        ['--parent <group>', 'the group above it, whose roles its members have too'],
        ['--roles <roles>', 'what it gives to its members, commas between them'],
      ],
      body: ({ parent, roles }, { group }) => ({
        name: group,
        parent: parent ?? null,
        roles: namesIn(roles),
      }),
      done: 'There is a group {group}.',
      example: 'night-shift --parent staff',
    },
    {
      does: 'change',
      name: 'delete',
      method: 'DELETE',
      path: '/groups/{group}',
      takes: ['group'],
      done: 'The group {group} is deleted.',
      description: 'delete a group; its members lose what it gave them',
      asks: 'Delete the group {group}? Its members lose what it gives them.',
      example: 'night-shift',
    },
    {
      does: 'change',
      name: 'add',
      method: 'PUT',
      path: '/users/{user}/groups/{group}',
      takes: ['group', 'user'],
      options: [end],
      body: until,
      description: 'make a person a member, for good or until a moment',
      done: '{user} is a member of {group}.',
      example: 'night-shift bob@example.com',
    },
    {
      does: 'change',
      name: 'remove',
      method: 'DELETE',
      path: '/users/{user}/groups/{group}',
      takes: ['group', 'user'],
      done: '{user} is no member of {group} any more.',
      description: 'remove a person from a group',
      example: 'night-shift bob@example.com',
    },
    {
      does: 'change',
      name: 'give-role',
      method: 'PUT',
      path: '/groups/{group}/roles/{role}',
      takes: ['group', 'role'],
      options: [end],
      body: until,
      description: 'give a role to the members of a group, for good or until a moment',
      done: 'The members of {group} have the role {role}.',
      example: 'night-shift support',
    },
    {
      does: 'change',
      name: 'take-role',
      method: 'DELETE',
      path: '/groups/{group}/roles/{role}',
      takes: ['group', 'role'],
      description: 'take a role from a group',
      done: 'The role {role} is taken from {group}.',
      example: 'night-shift support',
    },
  ],
};

export const roles: Noun = {
  name: 'roles',
  description: 'roles: what they permit, and who has them',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/roles',
      none: 'There is no such role.',
      description: 'list roles and what they permit, by name',
      options: [
        ['--search <text>', 'only those with this in their name'],
        ['--permission <permission>', 'only those that give this permission'],
      ],
      query: ({ search, permission }) => ({ q: search, permission }),
      columns: [whole('name'), column('permissions'), owner],
      example: '--permission orders:refund',
    },
    {
      does: 'show',
      name: 'show',
      path: '/roles/{role}',
      takes: ['role'],
      description: 'show what a role permits',
      rows: ({ name, declared, permissions }) => [
        ['name', text(name), declared === true ? 'of the file, or built in' : ''],
        ['permits', words(permissions), ''],
      ],
      example: 'support',
    },
    {
      does: 'list',
      name: 'users',
      path: '/roles/{role}/users',
      takes: ['role'],
      columns: holders,
      none: 'It is had by no person.',
      description: 'list the people who have a role now, each with the ways by which they have it',
      example: 'administrator',
    },
  ],
};

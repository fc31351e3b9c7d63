import type { Noun } from './admin-command.ts';
import { column, owner, text, whole, words } from './cells.ts';
import { holders } from './holders.ts';
import { namesIn } from './users.ts';

const path = '/roles/{role}';
const takes = ['role'] as const;
const withPermission = ['role', 'permission'] as const;

export const roles: Noun = {
  name: 'roles',
  description: 'roles: what they permit, and who has them',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/roles',
      none: 'No role is found.',
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
      path,
      takes,
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
      path: `${path}/users`,
      takes,
      columns: holders,
      none: 'No person has it now.',
      description: 'list the people who have a role now, each with the ways by which they have it',
      options: [['--organization <organization>', 'only those who have it within this one']],
      query: ({ organization }) => ({ organization }),
      example: 'administrator',
    },
    {
      does: 'change',
      name: 'create',
      method: 'POST',
      path: '/roles',
      takes,
      description: 'make a role',
      options: [['--permissions <permissions>', 'what it permits, commas between them']],
      body: ({ permissions }, { role }) => ({ name: role, permissions: namesIn(permissions) }),
      done: 'The role {role} is made.',
      example: 'night-support --permissions orders:read,orders:refund',
    },
    {
      does: 'change',
      name: 'give-permission',
      method: 'PUT',
      path: `${path}/permissions/{permission}`,
      takes: withPermission,
      description: 'let everyone who has a role do one thing more',
      done: 'The role {role} gives {permission}.',
      example: 'night-support orders:refund',
    },
    {
      does: 'change',
      name: 'take-permission',
      method: 'DELETE',
      path: `${path}/permissions/{permission}`,
      takes: withPermission,
      description: 'take a permission from a role, and so from everyone who has it',
      done: 'The role {role} no longer gives {permission}.',
      example: 'night-support orders:refund',
    },
    {
      does: 'change',
      name: 'delete',
      method: 'DELETE',
      path,
      takes,
      description: 'delete a role, and so take it from everyone who has it',
      asks: 'Delete the role {role}? Everyone who has it loses it.',
      done: 'The role {role} is deleted.',
      example: 'night-support',
    },
  ],
};

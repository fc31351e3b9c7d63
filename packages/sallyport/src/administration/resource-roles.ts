import type { Noun } from './admin-command.ts';
import { timeColumn, whole } from './cells.ts';
import { until, untilOption } from './moment.ts';

const takes = ['holder', 'role', 'type', 'identifier'] as const;

const columns = [
  whole('holder'),
  whole('role'),
  whole('type'),
  whole('identifier'),
  timeColumn('valid_until'),
];

export const resourceRoles: Noun = {
  name: 'resource-roles',
  description: 'roles on one thing: order 42, and nothing else',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/resource-roles',
      takes: ['holder'],
      description: 'list the roles that a person, a group or a client has on single resources',
      query: (_, { holder }) => ({ holder }),
      columns,
      none: 'They have a role on no single resource.',
      example: 'user:alice@example.com',
    },
    {
      does: 'list',
      name: 'holders',
      path: '/resource-roles/of-resource',
      takes: ['type', 'identifier'],
      description: 'list who has a role on a resource',
      query: (_, { type, identifier }) => ({ type, identifier }),
      columns,
      none: 'No one has a role on it alone.',
      example: 'order 42',
    },
    {
      does: 'change',
      name: 'give',
      method: 'PUT',
      path: '/resource-roles',
      takes,
      description: 'give a role on one resource, for good or until a moment',
      options: [untilOption],
      body: (options, named) => ({ ...named, ...until(options) }),
      done: '{holder} has the role {role} on {type} {identifier}.',
      example: 'user:bob@example.com support order 42 --until 2026-12-01T18:00:00Z',
    },
    {
      does: 'change',
      name: 'take',
      method: 'DELETE',
      path: '/resource-roles?holder={holder}&role={role}&type={type}&identifier={identifier}',
      takes,
      description: 'take a role on one resource',
      done: 'The role {role} on {type} {identifier} is taken from {holder}.',
      example: 'user:bob@example.com support order 42',
    },
  ],
};

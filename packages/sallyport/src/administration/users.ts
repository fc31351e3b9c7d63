import { UsageError } from '../usage-error.ts';
import type { AdminCommand, Fields, Noun } from './admin-command.ts';
import { column, given, state, text, time, timeColumn, whole, words } from './cells.ts';
import { factorCommands } from './factors.ts';
import { readMoment, until, untilOption } from './moment.ts';
import { listSessions } from './sessions.ts';

function permissionsOf({ permissions }: Fields): [string, string, string][] {
  const byApi = Object.entries((permissions ?? {}) as Record<string, string[]>);
  if (byApi.length === 0) return [['may', 'nothing', 'at any API']];
  return byApi.map(([api, names]) => [api, names.join(', ') || 'none', '']);
}

/** What has come to the account that stays, and what has not. */
function mergedRows({ lost, ...merged }: Fields): [string, string, string][] {
  const { addresses } = lost as Fields;
  return [
    ['roles', words(merged['roles']), ''],
    ['groups', words(merged['groups']), ''],
    ['organizations', words(merged['organizations']), ''],
    ['addresses', words(merged['addresses']), ''],
    ['identities', text(merged['identities']), ''],
    ['left out', words(addresses), 'addresses for which there is no room'],
  ];
}

const commands: readonly AdminCommand[] = [
  {
    does: 'list',
    name: 'list',
    path: '/users',
    none: 'No person is found.',
    description: 'list people, oldest first; or find them, as one types',
    options: [
      ['--search <text>', 'only whose address, name or last word of the name begins so'],
      ['--email <address>', 'only the one with this address'],
      ['--status <status>', 'only who may sign in, or may not', ['active', 'disabled']],
    ],
    query: ({ search, email, status }) => ({ q: search, email, status }),
    columns: [whole('id'), column('email'), column('name'), state],
    example: '--search ali --limit 20',
  },
  {
    does: 'list',
    name: 'former',
    path: '/former-users',
    none: 'There is none.',
    description: 'list the accounts that are gone, the last ones first: when, by whom and why',
    options: [['--into <id>', 'only those that were merged into this account']],
    query: ({ into }) => ({ merged_into: into }),
    columns: [
      ...[whole('id'), timeColumn('ended_at'), whole('why'), column('ended_by')],
      whole('merged_into'),
    ],
    example: '--limit 20',
  },
  {
    does: 'show',
    name: 'show',
    path: '/users/{user}',
    takes: ['user'],
    description: 'show a person: what they were given, and what follows from it now',
    rows: (user) => [
      ['id', text(user['id']), ''],
      ['email', text(user['email']), user['email_verified'] === true ? 'verified' : 'not verified'],
      ['name', text(user['name']), ''],
      ['state', state.of(user), ''],
      ['created', time(user['created_at']), user['declared'] === true ? 'by the file' : ''],
      ['roles', given(user['roles']), ''],
      ['groups', given(user['groups']), ''],
      ['all roles', words((user['effective'] as Fields)['roles']), 'with those of groups'],
    ],
    example: 'alice@example.com',
  },
  {
    does: 'show',
    name: 'permissions',
    path: '/users/{user}',
    takes: ['user'],
    description: 'show what a person may do at each API now',
    rows({ effective }) {
      const { valid_until: end } = effective as Fields;
      return [
        ...permissionsOf(effective as Fields),
        end != null && ['until', time(end), 'then it changes by itself'],
      ];
    },
    notes: 'Why they have it, or have it not: sallyport explain --user',
    example: 'alice@example.com',
  },
  {
    does: 'change',
    name: 'create',
    method: 'POST',
    path: '/users',
    takes: ['email'],
    description: 'make an account without a password',
    notes: `The person signs in through a provider with this address, or sets a password by "forgotten
password". To let them choose everything themselves, use "users invite".`,
    options: [
      ['--name <name>', 'their name, as people and services see it (default: their address)'],
      ['--unverified', 'it is not known whether the address is theirs'],
    ],
    body: ({ name, unverified }, { email }) => ({
      email,
      name: name ?? email,
      email_verified: !unverified,
    }),
    done: '{email} has an account.',
    rows: ({ id }) => [['id', text(id), '']],
    example: 'alice@example.com --name Alice',
  },
  {
    does: 'change',
    name: 'invite',
    method: 'POST',
    path: '/invitations',
    takes: ['email'],
    description: 'send an invitation to an address',
    options: [
      ['--name <name>', 'their name, which they may correct'],
      ['--roles <roles>', 'what the account gets, commas between them'],
      ['--groups <groups>', 'what the account becomes a member of'],
      ['--organization <organization>', 'what they become a member of, by its key'],
      ['--organization-roles <roles>', 'what they have within it, commas between them'],
      ['--client <client>', 'whose application they go on to (default: the only one)'],
      ['--language <language>', 'of the mail, as de or pt-BR (default: en)'],
    ],
    body: (
      { name, roles, groups, organization, organizationRoles, client, language },
      { email },
    ) => ({
      email,
      name,
      language,
      client,
      roles: namesIn(roles),
      groups: namesIn(groups),
      organization,
      ...(organizationRoles !== undefined && { organization_roles: namesIn(organizationRoles) }),
    }),
    done: '{email} is invited.',
    rows: ({ id, expires_at: end }) => [['id', text(id), `until ${time(end)}`]],
    example: 'bob@example.com --roles support',
  },
  {
    does: 'change',
    name: 'disable',
    method: 'PATCH',
    path: '/users/{user}',
    takes: ['user'],
    options: [
      ['--until <time>', 'when they are let in again by themselves, as 2026-12-01T18:00:00Z'],
      ['--reason <reason>', 'why; it is kept in the audit log'],
    ],
    body: ({ until: end, reason }) => ({ disabled: true, disabled_until: readMoment(end), reason }),
    done: '{user} is signed out, and kept out.',
    description: 'keep a person out, end their sessions, and revoke what they granted',
    example: 'mallory@example.com --reason "Their laptop was stolen"',
  },
  {
    does: 'change',
    name: 'enable',
    method: 'PATCH',
    path: '/users/{user}',
    takes: ['user'],
    body: () => ({ disabled: false }),
    done: '{user} may sign in again.',
    description: 'let a person in again who was disabled',
    example: 'mallory@example.com',
  },
  {
    does: 'change',
    name: 'verify-address',
    method: 'PATCH',
    path: '/users/{user}',
    takes: ['user'],
    body: () => ({ email_verified: true }),
    done: 'The address of {user} is theirs: they can sign in with it.',
    description: 'say that the address of a person is known to be theirs',
    asks: 'Whoever owns the address gets into the account. Is it known to be that of {user}?',
    example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  },
  {
    does: 'change',
    name: 'delete',
    method: 'DELETE',
    path: '/users/{user}',
    takes: ['user'],
    description: 'delete an account, with everything that it is signed in with',
    asks: 'Delete the account of {user}? It cannot be had back.',
    done: 'The account of {user} is deleted.',
    example: 'mallory@example.com',
  },
  {
    does: 'change',
    name: 'try-merge',
    method: 'POST',
    path: '/users/{user}/merge',
    takes: ['user'],
    options: [['--into <user>', 'the account that stays: its id, or its address']],
    body: ({ into }) => ({ into, dry_run: true }),
    done: 'Nothing is done. With "users merge" this would come to the account that stays:',
    description: 'tell what a merge of two accounts would do',
    rows: mergedRows,
    example: 'old@example.com --into alice@example.com',
  },
  {
    does: 'change',
    name: 'merge',
    method: 'POST',
    path: '/users/{user}/merge',
    takes: ['user'],
    options: [
      ['--into <user>', 'the account that stays: its id, or its address'],
      ['--reason <text>', 'why: it is kept in the audit log'],
    ],
    body: ({ into, reason }) => ({ into, reason }),
    asks: 'Give up the account of {user}? This cannot be undone: try it with "users try-merge".',
    done: 'The account of {user} is merged into the other one.',
    description: 'make two accounts of a person one',
    rows: mergedRows,
    example: 'old@example.com --into alice@example.com',
  },
  {
    does: 'change',
    name: 'act-as',
    method: 'POST',
    path: '/users/{user}/impersonations',
    takes: ['user'],
    options: [['--reason <text>', 'why: the person is told; it has to be there']],
    body: ({ reason }) => ({ reason: required(reason) }),
    done: 'Open this address in a browser, signed in as yourself.',
    description: 'act as a person, to see what they see',
    rows: ({ url, expires_at: end }) => [['address', text(url), `until ${time(end)}`]],
    example: 'alice@example.com --reason "Ticket 4711"',
  },
  { ...listSessions, name: 'sessions' },
  ...factorCommands,
  {
    does: 'list',
    name: 'organizations',
    path: '/users/{user}/organizations',
    takes: ['user'],
    description: 'list the organizations of a person, with their own roles within',
    columns: [
      whole('key'),
      column('name'),
      state,
      { title: 'ROLES', of: ({ roles }) => given(roles) },
      timeColumn('joined_at'),
    ],
    none: 'They are a member of no organization.',
    example: 'alice@example.com',
  },
  {
    does: 'list',
    name: 'applications',
    path: '/users/{user}/applications',
    takes: ['user'],
    whole: true,
    description: 'list the applications that a person is signed in to or has agreed to',
    columns: [
      whole('client_id'),
      column('name'),
      whole('party'),
      column('scope'),
      column('apis'),
      timeColumn('signed_in_at'),
    ],
    none: 'No application is found.',
    example: 'alice@example.com',
  },
  {
    does: 'change',
    name: 'revoke',
    method: 'DELETE',
    path: '/users/{user}/applications/{client}',
    takes: ['user', 'client'],
    description: 'take back what a person lets an application do, and revoke its tokens',
    done: '{client} may do nothing for {user} any more.',
    example: 'alice@example.com shop-cli',
  },
  {
    does: 'change',
    name: 'give-role',
    method: 'PUT',
    path: '/users/{user}/roles/{role}',
    takes: ['user', 'role'],
    body: until,
    done: '{user} has the role {role}.',
    description: 'give a person a role, for good or until a moment',
    options: [untilOption],
    example: 'bob@example.com support --until 2026-12-01T18:00:00Z',
  },
  {
    does: 'change',
    name: 'take-role',
    method: 'DELETE',
    path: '/users/{user}/roles/{role}',
    takes: ['user', 'role'],
    done: 'The role {role} is taken from {user}.',
    description: 'take a role from a person',
    notes: 'What they have by a group stays: "roles users" lists each way.',
    example: 'bob@example.com support',
  },
];

export const users: Noun = {
  name: 'users',
  description: 'people: find, show, make, invite, stop and delete them',
  commands,
};

export const namesIn = (names: string | undefined): string[] => names?.split(',') ?? [];

function required(reason: string | undefined): string {
  if (reason !== undefined) return reason;
  throw new UsageError('Say why with --reason: the person is told, as in --reason "Ticket 4711".');
}

/** Of invitations as well. */
export const invitations: Noun = {
  name: 'invitations',
  description: 'invitations that were sent to people',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/invitations',
      none: 'No invitation is found.',
      description: 'list invitations, oldest first',
      options: [
        ['--email <address>', 'only those to this address'],
        ['--status <status>', 'only these', ['open', 'accepted', 'withdrawn', 'expired']],
      ],
      query: ({ email, status }) => ({ email, status }),
      columns: [whole('id'), column('email'), whole('status'), timeColumn('expires_at')],
    },
    {
      does: 'change',
      name: 'resend',
      method: 'POST',
      path: '/invitations/{id}/resend',
      takes: ['id'],
      body: () => ({}),
      done: 'It is sent again, with a new link.',
      description: 'send an invitation again; the link of before is dead',
      example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    },
    {
      does: 'change',
      name: 'withdraw',
      method: 'DELETE',
      path: '/invitations/{id}',
      takes: ['id'],
      done: 'It is withdrawn: its link is dead.',
      description: 'withdraw an invitation',
      example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    },
  ],
};

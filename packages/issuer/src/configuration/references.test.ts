import { describe, expect, test } from 'vitest';
import { checkReferences } from './references.ts';
import { declarationSchema } from './schema.ts';

const issuer = 'http://localhost:9000';
const orders = { id: 'https://orders.example', name: 'Orders', permissions: ['orders:read'] };
const secret = 'x'.repeat(32);
const client = { id: 'c', name: 'C', type: 'service', secret };
const provider = {
  ...{ id: 'corp', type: 'oidc', name: 'Corp', issuer: 'https://idp.example' },
  ...{ client_id: 'us', client_secret: 'secret' },
};
const alice = { email: 'alice@example.com', name: 'Alice' };
const route = { path: '/a', upstream: 'http://127.0.0.1:7001', api: orders.id };

const check = (sections: unknown): [string, string][] =>
  checkReferences(declarationSchema.parse(sections), issuer).map(({ path, message }) => [
    path.join('.'),
    message,
  ]);

test('what is built in may be referred to', () => {
  const sections = {
    roles: [{ name: 'auditor', permissions: ['audit:read'] }],
    users: [{ ...alice, roles: ['administrator'] }],
    clients: [{ ...client, apis: [`${issuer}/admin/v1`], roles: ['auditor'] }],
  };
  expect(check(sections)).toEqual([]);
});

describe('a name that nothing has is told with its path', () => {
  const cases: [object, string, string][] = [
    [{ roles: [{ name: 'a', permissions: ['b:c'] }] }, 'roles.0.permissions.0', 'b:c'],
    [{ groups: [{ name: 'a', roles: ['x'] }] }, 'groups.0.roles.0', 'role x'],
    [{ groups: [{ name: 'a', parent: 'x' }] }, 'groups.0.parent', 'group x'],
    [{ users: [{ ...alice, roles: ['x'] }] }, 'users.0.roles.0', 'role x'],
    [{ users: [{ ...alice, groups: ['x'] }] }, 'users.0.groups.0', 'group x'],
    [{ clients: [{ ...client, roles: ['x'] }] }, 'clients.0.roles.0', 'role x'],
    [{ clients: [{ ...client, apis: ['urn:x'] }] }, 'clients.0.apis.0', 'API urn:x'],
    [{ clients: [{ ...client, serves: ['urn:x'] }] }, 'clients.0.serves.0', 'API urn:x'],
    [{ providers: [{ ...provider, default_groups: ['x'] }] }, 'providers.0.default_groups.0', 'x'],
    [{ registration: { groups: ['x'] } }, 'registration.groups.0', 'group x'],
    [{ routes: [route] }, 'routes.0.api', orders.id],
    [
      { apis: [orders], routes: [{ ...route, require: { permissions: ['x'] } }] },
      'routes.0.require.permissions.0',
      'permission x',
    ],
    [
      { apis: [orders], routes: [{ ...route, require: { roles: ['x'] } }] },
      'routes.0.require.roles.0',
      'role x',
    ],
  ];
  for (const [sections, path, named] of cases) {
    test(path, () => expect(check(sections)).toEqual([[path, expect.stringContaining(named)]]));
  }
});

test('passwords of the file have as many characters as the file asks for', () => {
  const users = [
    { ...alice, password: 'eleven char' },
    { ...alice, email: 'bob@example.com', password: 'twelve chars' },
  ];
  expect(check({ users })).toEqual([['users.0.password', expect.stringContaining('12')]]);
  expect(check({ users, password: { minimum_length: 11 } })).toEqual([]);
  expect(check({ users, password: { minimum_length: 13 } })).toHaveLength(2);
});

test('nothing is declared twice, addresses in any case', () => {
  const sections = {
    apis: [orders, orders],
    roles: [{ name: 'a' }, { name: 'a' }],
    groups: [{ name: 'g' }, { name: 'g' }],
    users: [alice, { ...alice, email: 'ALICE@example.com' }],
    clients: [client, client],
    providers: [provider, provider],
  };
  const paths = check(sections).map(([path]) => path);
  expect(paths).toEqual([
    'apis.1.id',
    'roles.1.name',
    'groups.1.name',
    'users.1.email',
    'clients.1.id',
    'providers.1.id',
  ]);
});

test('what is built in cannot be declared', () => {
  const sections = {
    apis: [{ id: `${issuer}/admin/v1`, name: 'Mine' }],
    roles: [{ name: 'administrator' }],
  };
  expect(check(sections).map(([path]) => path)).toEqual(['apis.0.id', 'roles.0.name']);
});

describe('jwt_type', () => {
  test('JWT is refused for an API whose id a client has, since ID tokens would pass', () => {
    const clients = [{ ...client, id: 'urn:orders' }];
    const api = { ...orders, id: 'urn:orders' };
    expect(check({ apis: [{ ...api, jwt_type: 'JWT' }], clients })).toEqual([
      ['apis.0.jwt_type', expect.stringContaining('also the id of a client')],
    ]);
    expect(check({ apis: [api], clients })).toEqual([]);
  });

  test('APIs that share their JWTs have the same', () => {
    const apis = [
      { ...orders, audience_group: 'shop' },
      { ...orders, id: 'urn:a', audience_group: 'shop', jwt_type: 'JWT' },
      { ...orders, id: 'urn:b', audience_group: 'other', jwt_type: 'JWT' },
      { ...orders, id: 'urn:c', jwt_type: 'JWT' },
    ];
    expect(check({ apis })).toEqual([['apis.1.jwt_type', expect.stringContaining('at+jwt')]]);
  });
});

test('a cycle among groups is reported at each of its groups, and at none below them', () => {
  const groups = [
    { name: 'a', parent: 'b' },
    { name: 'b', parent: 'c' },
    { name: 'c', parent: 'a' },
    { name: 'below', parent: 'a' },
    { name: 'self', parent: 'self' },
  ];
  expect(check({ groups })).toEqual([
    ['groups.0.parent', 'The group a is its own ancestor: a > b > c > a.'],
    ['groups.1.parent', 'The group b is its own ancestor: b > c > a > b.'],
    ['groups.2.parent', 'The group c is its own ancestor: c > a > b > c.'],
    ['groups.4.parent', 'The group self is its own ancestor: self > self.'],
  ]);
});

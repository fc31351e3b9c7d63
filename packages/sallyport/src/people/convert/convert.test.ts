import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyPassword } from '@sallyport/issuer/directory/users/password.ts';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startInProcess } from '../../in-process.fixture.ts';
import type { StartupError } from '../../startup-error.ts';
import { UsageError } from '../../usage-error.ts';
import { convertPeople } from './convert-people.ts';
import { clientRoleName, groupName, partsOfPath, roleName } from './names.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-convert-'));
afterAll(() => rmSync(directory, { recursive: true }));
const pathOf = (name: string) => join(directory, name);

async function convert(from: string, content: string, ...words: string[]) {
  writeFileSync(pathOf('input'), content);
  const args = ['users', 'convert', '--from', from, pathOf('input'), ...words];
  const { code: status, stdout, stderr } = await startInProcess(args).ended;
  const people = () =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { status, stderr, stdout, people };
}

const credential = (algorithm: string, value: string, salt: string, rest: object) => ({
  id: 'a0b8',
  type: 'password',
  createdDate: 1_700_000_000_000,
  secretData: JSON.stringify({ value, salt, additionalParameters: {} }),
  credentialData: JSON.stringify({ algorithm, additionalParameters: {}, ...rest }),
});

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

/** The vector of Argon2's reference implementation: password, somesalt. */
const argon2 = credential(
  'argon2',
  base64('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'),
  Buffer.from('somesalt').toString('base64'),
  {
    hashIterations: 2,
    additionalParameters: {
      ...{ hashLength: ['32'], memory: ['65536'], type: ['id'] },
      ...{ version: ['1.3'], parallelism: ['1'] },
    },
  },
);

/** Published vectors of PBKDF2: password, salt. */
const sha512 = credential(
  'pbkdf2-sha512',
  base64(
    '867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252' +
      'c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce',
  ),
  Buffer.from('salt').toString('base64'),
  { hashIterations: 1 },
);
const sha256 = credential(
  'pbkdf2-sha256',
  base64('c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a'),
  Buffer.from('salt').toString('base64'),
  { hashIterations: 4096 },
);

const alice = {
  id: '5a1b2c3d-0f0e-4d0c-8b0a-112233445566',
  username: 'alice',
  email: 'alice@example.com',
  emailVerified: true,
  enabled: true,
  firstName: 'Alice',
  lastName: 'Smith',
  createdTimestamp: 1_700_000_000_000,
  attributes: { locale: ['de'], team: ['red'], room: ['12'] },
  totp: true,
  credentials: [argon2, { type: 'otp', secretData: '{"value":"TOPSECRET"}', credentialData: '{}' }],
  requiredActions: ['UPDATE_PASSWORD', 'VERIFY_EMAIL'],
  realmRoles: ['default-roles-staff', 'Shift lead'],
  clientRoles: { orders: ['manager'], account: ['view-profile'] },
  federatedIdentities: [{ identityProvider: 'google', userId: '1098', userName: 'alice' }],
  groups: ['/staff/berlin'],
  notBefore: 0,
};

const other = (name: string, rest: object) => ({
  ...{ username: name, email: `${name}@example.com`, enabled: true },
  ...rest,
});

const realm = {
  realm: 'staff',
  roles: {
    realm: [
      { name: 'offline_access', composite: false },
      { name: 'default-roles-staff', composites: { realm: ['offline_access', 'employee'] } },
      { name: 'employee', composite: false },
      { name: 'Shift lead', composites: { realm: ['planner'], client: { orders: ['viewer'] } } },
      // Each gives the other.
      { name: 'planner', composites: { realm: ['Shift lead'] } },
    ],
    client: {
      orders: [
        { name: 'manager', composites: { client: { orders: ['viewer'] } } },
        { name: 'viewer' },
      ],
      'realm-management': [{ name: 'view-users' }],
    },
  },
  groups: [
    {
      ...{ name: 'staff', path: '/staff', realmRoles: [], clientRoles: { orders: ['manager'] } },
      subGroups: [{ name: 'berlin', path: '/staff/berlin', realmRoles: [], subGroups: [] }],
    },
  ],
  clients: [{ clientId: 'account' }, { clientId: 'orders' }],
  users: [
    alice,
    other('bob', { credentials: [sha512], enabled: false }),
    other('carol', { credentials: [sha256] }),
    { username: 'nobody', enabled: true },
    other('service', { serviceAccountClientId: 'orders' }),
    other('ALICE', {}),
    { ...other('mallory', {}), email: 7 },
    other('dora\u001b[2J', { email: 'dora@example.com', firstName: '\u0000', credentials: [] }),
  ],
};

test('a realm becomes people, roles and groups, and stderr tells the rest', async () => {
  const words = ['--attributes', 'team', '--configuration', pathOf('realm.yaml')];
  const { status, stderr, people } = await convert('keycloak', JSON.stringify(realm), ...words);
  const [first, second, third, ...rest] = people();
  expect(rest).toEqual([]);
  expect(first).toMatchObject({
    ...{ id: alice.id, email: 'alice@example.com', email_verified: true, name: 'Alice Smith' },
    ...{ created_at: '2023-11-14T22:13:20.000Z', locale: 'de', disabled: false },
    must_change_password: true,
    roles: [roleName('Shift lead'), 'employee', 'planner', 'manager@orders', 'viewer@orders'],
    groups: ['staff:berlin'],
    identities: [{ provider: 'google', subject: '1098' }],
  });
  expect(first.profile).toEqual({
    ...{ given_name: 'Alice', family_name: 'Smith', preferred_username: 'alice', team: 'red' },
  });
  expect(second).toMatchObject({ email: 'bob@example.com', disabled: true });
  for (const { password_hash } of [first, second]) {
    expect(await verifyPassword('password', password_hash)).toBe(true);
    expect(await verifyPassword('passwort', password_hash)).toBe(false);
  }
  expect(await verifyPassword('password', third.password_hash)).toBe(true);
  expect(status).toBe(1);
  expect(stderr).toContain('3 people were converted.');
  expect(stderr).toContain(`1 × credential: otp: ${alice.id}`);
  expect(stderr).toContain(`1 × attribute room: ${alice.id}`);
  expect(stderr).toContain('required action: VERIFY_EMAIL');
  expect(stderr).toContain('client: declare it under clients: orders');
  expect(stderr).toContain('before the import: google');
  expect(stderr).toContain('4 people are not in the result');
  expect(stderr).toContain(
    '1 × service account: give its client roles in the configuration: service',
  );
  expect(stderr).toMatch(/2 × address that is not verified: .* add --emails-verified: bob, carol/);
  expect(stderr).toContain('no e-mail address: users[3] (nobody)');
  expect(stderr).toContain('of an earlier one: users[5] (ALICE)');
  expect(stderr).toMatch(/email: .*: users\[6\] \(mallory\)/);
  expect(stderr).toContain('users[7] (dora\\u001b[2J)');
  expect(stderr).not.toContain('TOPSECRET');
  expect(parse(readFileSync(pathOf('realm.yaml'), 'utf8'))).toEqual({
    roles: ['employee', roleName('Shift lead'), 'planner', 'manager@orders', 'viewer@orders'].map(
      (name) => ({ name }),
    ),
    groups: [
      { name: 'staff', roles: ['manager@orders', 'viewer@orders'] },
      { name: 'staff:berlin', parent: 'staff' },
    ],
  });
});

test('addresses that the other system let people sign in with are taken as verified', async () => {
  const users = [
    other('bob', {}),
    other('service', { serviceAccountClientId: 'orders', email: undefined }),
  ];
  const content = JSON.stringify({ users });
  const { status, stderr, people } = await convert('keycloak', content, '--emails-verified');
  expect([status, people()]).toMatchObject([0, [{ email_verified: true }]]);
  expect(stderr).not.toContain('not verified');
});

test('a hash that cannot be checked here is left out, and the person is kept', async () => {
  const { additionalParameters: _, ...rest } = JSON.parse(argon2.credentialData);
  const credentials = [
    credential('argon2', 'AAAA', 'AAAA', rest),
    credential('scrypt', 'AAAA', 'AAAA', { hashIterations: 1 }),
    { type: 'password', secretData: 'no JSON', credentialData: '{}' },
    credential('pbkdf2-sha512', 'A'.repeat(80), 'AAAA', { hashIterations: 90_000_000 }),
  ];
  const users = credentials.map((each, n) => other(`user${n}`, { credentials: [each] }));
  const { status, stderr, people } = await convert('keycloak', JSON.stringify({ users }));
  expect({ status, count: people().length }).toEqual({ status: 0, count: 4 });
  expect(people().some((each) => 'password_hash' in each)).toBe(false);
  for (const user of ['user0', 'user1', 'user2', 'user3']) expect(stderr).toContain(user);
});

test('what is no realm is told with its place, and without what it says', async () => {
  const failureOf = async (content: string) => {
    writeFileSync(pathOf('broken'), content);
    const error = await convertPeople(pathOf('broken'), { from: 'keycloak' }).catch((each) => each);
    return (error as StartupError).message;
  };
  const message = await failureOf('{"users": [\n{"secretData": "s3cret" oops}]}');
  expect(message).toMatch(/is not JSON \(line 2 column \d+\)/);
  expect(message).not.toContain('s3cret');
  expect(await failureOf('[]')).toContain('no export of a realm');
  expect(await failureOf('')).toContain('is not JSON');
});

const bcrypt = '$2b$10$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW';
const lines = (...records: unknown[]) =>
  records.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n');

test("Auth0's people get the hashes of the other file, each by the id in the database", async () => {
  const hashes = lines(
    { _id: { $oid: '60a1' }, email: 'eve@example.com', passwordHash: bcrypt, connection: 'Users' },
    { _id: { $oid: '60a2' }, passwordHash: 'plain text' },
    'oops',
  );
  writeFileSync(pathOf('hashes'), hashes);
  const database = (id: string) => ({ provider: 'auth0', user_id: id, connection: 'Users' });
  const users = lines(
    {
      ...{ user_id: 'auth0|60a1', email: 'eve@example.com', email_verified: true, name: 'Eve' },
      ...{ created_at: '2023-02-01T10:00:00.000Z', blocked: true, app_metadata: { plan: 'pro' } },
      identities: [
        database('60a1'),
        { provider: 'google-oauth2', user_id: '117', connection: 'google-oauth2' },
        { provider: 'oidc', user_id: 'acme|x|1', connection: 'acme' },
        { provider: 'samlp', user_id: 'acme|2', connection: 'saml' },
      ],
    },
    { user_id: 'auth0|60a2', email: 'fay@example.com', identities: [database('60a2')] },
    'oops',
    { user_id: 'sms|1', name: 'Phone' },
    { user_id: 'google-oauth2|9', email: 'EVE@example.com' },
  );
  const words = ['--password-hashes', pathOf('hashes'), '--out', pathOf('people.jsonl')];
  const { status, stderr, stdout } = await convert('auth0', users, ...words);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(statSync(pathOf('people.jsonl')).mode & 0o777).toBe(0o600);
  const written = readFileSync(pathOf('people.jsonl'), 'utf8').trimEnd().split('\n');
  const [eve, fay] = written.map((line) => JSON.parse(line));
  expect(written).toHaveLength(2);
  expect(eve).toEqual({
    ...{ email: 'eve@example.com', email_verified: true, name: 'Eve', password_hash: bcrypt },
    ...{ disabled: true, created_at: '2023-02-01T10:00:00.000Z', profile: {} },
    identities: [
      { provider: 'google-oauth2', subject: '117' },
      { provider: 'acme', subject: 'x|1' },
    ],
  });
  expect(fay).not.toHaveProperty('password_hash');
  expect(stderr).toContain('identity of samlp: auth0|60a1');
  expect(stderr).toContain('hash of a form that is not known: line 2 of the hashes');
  expect(stderr).toContain('line 3 of the hashes');
  expect(stderr).toContain('The line is not JSON: line 3');
  expect(stderr).toContain('no e-mail address: line 4 (sms|1)');
  expect(stderr).toContain('line 5 (google-oauth2|9)');
  const again = convertPeople(pathOf('input'), { from: 'auth0', out: pathOf('people.jsonl') });
  await expect(again).rejects.toThrow('it is there already');
});

test('options of the other system are refused, and none at all', async () => {
  await expect(convertPeople('none', {})).rejects.toThrow(UsageError);
  const attributes = convertPeople('none', { from: 'auth0', attributes: 'a' });
  await expect(attributes).rejects.toThrow(UsageError);
  const hashes = convertPeople('none', { from: 'keycloak', passwordHashes: 'a' });
  await expect(hashes).rejects.toThrow(UsageError);
});

test('two names never become one', () => {
  const names = [
    ...['a b', 'a-b', 'a/b', 'a@b', 'ä', 'ö', 'x'.repeat(101), 'x'.repeat(102)].map(roleName),
    clientRoleName('b', 'a'),
    ...[['s', 't'], ['s:t'], ['s t'], ['s-t']].map(groupName),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((each) => /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/.test(each))).toBe(true);
  expect(partsOfPath('/staff/a~/b')).toEqual(['staff', 'a/b']);
});

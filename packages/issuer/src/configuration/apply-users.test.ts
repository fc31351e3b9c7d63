import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anAdministrator, type Harness, openHarness } from '../directory/context.fixture.ts';
import { addMember, removeMember } from '../directory/groups/groups.service.ts';
import { assignRole, unassignRole } from '../directory/roles/roles.service.ts';
import { createUser, deleteUser, updateUser } from '../directory/users/change-users.service.ts';
import { createProviderUser } from '../directory/users/create-provider-user.service.ts';
import { verifyPassword } from '../directory/users/password.ts';
import { applyConfiguration } from './apply.service.ts';
import { type Declaration, declarationSchema } from './schema.ts';

let context: Harness;
let alice: string;

const email = 'alice@example.com';
const password = 'a long password';

const file = (changes: object = {}, more: object = {}): Declaration =>
  declarationSchema.parse({
    roles: [{ name: 'support' }, { name: 'auditor' }],
    groups: [{ name: 'staff' }, { name: 'guests' }],
    users: [{ email, name: 'Alice', password, roles: ['support'], groups: ['staff'], ...changes }],
    ...more,
  });

const apply = (declaration: Declaration) => applyConfiguration(declaration, context);

const idOf = async (address: string): Promise<string> => {
  const [row] = await context.sql<{ id: string }[]>`select id from users where email = ${address}`;
  return row!.id;
};

/** What she has, with its end. */
async function held() {
  const rows = await context.sql<{ name: string; until: Date | null }[]>`
    select role as name, valid_until as until from user_roles where user_id = ${alice}
    union all select group_name, valid_until from group_members where user_id = ${alice}
    order by 1`;
  return rows.map(({ name, until }) => (until ? `${name} until ${until.getFullYear()}` : name));
}

beforeAll(async () => {
  context = await openHarness();
});

beforeEach(async () => {
  await apply(file());
  alice = await idOf(email);
});

afterEach(async () => {
  await apply(declarationSchema.parse({}));
  await context.sql`delete from users`;
});

afterAll(() => context.close());

const end = new Date('2999-01-01T00:00:00Z');

describe('what an administrator did stays, and is told, whatever else the file changes:', () => {
  const cases: [what: string, did: () => Promise<void>, drift: string, has: string[]][] = [
    [
      'a role taken',
      () => unassignRole({ userId: alice, role: 'support' }, anAdministrator, context),
      'role support, taken by an administrator',
      ['guests', 'staff'],
    ],
    [
      'a group taken',
      () => removeMember({ userId: alice, group: 'staff' }, anAdministrator, context),
      'group staff, taken by an administrator',
      ['guests', 'support'],
    ],
    [
      'an end given',
      () => assignRole({ userId: alice, role: 'support' }, end, anAdministrator, context),
      'role support, given an end by an administrator',
      ['guests', 'staff', 'support until 2999'],
    ],
    [
      'a name changed',
      () => updateUser(alice, { name: 'Alicia' }, anAdministrator, context),
      'name, changed by an administrator',
      ['guests', 'staff', 'support'],
    ],
    [
      'a password reset',
      () => updateUser(alice, { password: 'reset by an administrator' }, anAdministrator, context),
      'password, changed by an administrator',
      ['guests', 'staff', 'support'],
    ],
    [
      'the account deleted',
      () => deleteUser(alice, anAdministrator, context),
      'the account, taken by an administrator',
      [],
    ],
  ];
  test.each(cases)('%s', async (_, did, drift, has) => {
    await did();
    const [before] = await context.sql`select name, password_hash from users where id = ${alice}`;
    expect(await apply(file())).toMatchObject({
      changed: false,
      drift: [`user:${email}: ${drift}`],
    });
    const more = file({ groups: ['staff', 'guests'] }, { apis: [] });
    expect((await apply(more)).drift).toEqual([`user:${email}: ${drift}`]);
    expect(await held()).toEqual(has);
    const [after] = await context.sql`select name, password_hash from users where id = ${alice}`;
    expect(after).toEqual(before);
  });
});

test('what the file says anew is written, and only that', async () => {
  await unassignRole({ userId: alice, role: 'support' }, anAdministrator, context);
  await updateUser(alice, { password: 'reset by an administrator' }, anAdministrator, context);
  const next = 'the next password of the file';
  const changes = { name: 'Alice B.', password: next, roles: ['support', 'auditor'], groups: [] };
  const { summary, drift } = await apply(file(changes));
  expect(summary.changed).toEqual([`user:${email}`]);
  expect(drift).toEqual([`user:${email}: role support, taken by an administrator`]);
  expect(await held()).toEqual(['auditor']);
  const [row] = await context.sql`select name, password_hash from users where id = ${alice}`;
  expect(row?.['name']).toBe('Alice B.');
  expect(await verifyPassword(next, row?.['password_hash'])).toBe(true);
});

test('an account that goes with its entry has an event of its own, and its data are to be erased', async () => {
  await apply(file({}, { users: [] }));
  const events = await context.sql`
    select action, actor from audit_events where subjects = ${[`user:${alice}`]} order by id desc`;
  expect(events).toContainEqual({ action: 'user.delete', actor: 'configuration' });
  const asked = await context.sql`select from audit_erasures where user_id = ${alice}`;
  expect(asked).toHaveLength(1);
});

test('taking a line out of the file and putting it in again gives back', async () => {
  await unassignRole({ userId: alice, role: 'support' }, anAdministrator, context);
  await apply(file({ roles: [] }));
  expect((await apply(file())).drift).toEqual([]);
  expect(await held()).toEqual(['staff', 'support']);
  await deleteUser(alice, anAdministrator, context);
  await apply(file({}, { users: [] }));
  await apply(file());
  alice = await idOf(email);
  expect(await held()).toEqual(['staff', 'support']);
});

test('so does the administrator who took', async () => {
  await removeMember({ userId: alice, group: 'staff' }, anAdministrator, context);
  await addMember({ userId: alice, group: 'staff' }, null, anAdministrator, context);
  expect((await apply(file())).drift).toEqual([]);
});

test('an account made anew under the address of a deleted one gets nothing of the file', async () => {
  await deleteUser(alice, anAdministrator, context);
  const given = { email, emailVerified: true, name: 'Alice', password: null };
  alice = (await createUser(given, anAdministrator, context)).id;
  const { changed, drift } = await apply(file());
  expect(changed).toBe(false);
  expect(drift).toContain(`user:${email}: role support, taken by an administrator`);
  expect(await held()).toEqual([]);
});

describe('an account that a sign-in at a provider made', () => {
  const address = 'mallory@example.com';
  const provider = {
    ...{ id: 'corp', type: 'oidc', name: 'Corp', issuer: 'https://corp.example' },
    ...{ client_id: 'us', client_secret: 'a secret' },
  };
  const declared = (trusted_for_domains: string[]) =>
    file({ email: address }, { providers: [{ ...provider, trusted_for_domains }] });

  beforeEach(async () => {
    await apply(file({}, { providers: [provider] }));
    const identity = { issuer: provider.issuer, subject: 'subject', email: address };
    const user = {
      ...{ ...identity, userId: context.random.uuid(), emailVerified: true },
      ...{ name: 'Mallory', groups: [], owesTerms: false, profile: { locale: null, claims: {} } },
    };
    expect(await createProviderUser(user, 'corp', context)).toBe(true);
    alice = await idOf(address);
  });

  test('gets nothing of the file where the provider may not vouch for the address', async () => {
    for (const _ of ['once', 'and again']) {
      const { drift } = await apply(declared(['other.example']));
      expect(drift).toEqual([expect.stringContaining(`user:${address}: left alone`)]);
      expect(await held()).toEqual([]);
    }
    const [row] = await context.sql`select password_hash from users where id = ${alice}`;
    expect(row).toEqual({ password_hash: null });
  });

  test('gets it once the provider may, in the same file', async () => {
    await apply(declared([]));
    expect((await apply(declared(['example.com']))).drift).toEqual([]);
    expect(await held()).toEqual(['staff', 'support']);
  });

  test('gets it where an administrator has set the address', async () => {
    const change = (to: string) => updateUser(alice, { email: to }, anAdministrator, context);
    await change('other@example.com');
    await change('mallory.smith@example.com');
    await apply(file({ email: 'mallory.smith@example.com' }, { providers: [provider] }));
    expect(await held()).toEqual(['staff', 'support']);
  });

  test('keeps what the file gave it while the provider was trusted', async () => {
    await apply(declared(['example.com']));
    await apply(declared([]));
    expect(await held()).toEqual(['staff', 'support']);
  });
});

test('no password is kept in a form that it could be guessed from without the pepper', async () => {
  const [row] = await context.sql`select * from declared_users`;
  expect(row).toMatchObject({ email, roles: ['support'], groups: ['staff'] });
  expect(row?.['password_digest']).toHaveLength(32);
  await apply(file({}, { users: [file().users[0], { ...file().users[0], email: 'b@c.example' }] }));
  const rows = await context.sql`select distinct password_digest from declared_users`;
  expect(rows).toHaveLength(2);
});

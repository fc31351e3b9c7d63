import { pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyPassword } from '../directory/users/password.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;
beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  const permissions = ['users:read', 'users:write', 'roles:write', 'groups:write'];
  const importer = { name: 'importer', permissions };
  await admin.call('POST', '/roles', { token: root, body: importer });
  const path = `/users/${await admin.idOf('plain@example.com')}/roles/importer`;
  await admin.call('PUT', path, { token: root, body: {} });
});
afterAll(() => admin.close());

interface Outcome {
  created: number;
  existing: number;
  refused: { index: number; reason: string }[];
}

async function importAll(users: unknown[], more: object = {}, token = root): Promise<Outcome> {
  const response = await admin.call('POST', '/users/import', { token, body: { users, ...more } });
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

async function exported(query = '', token = root): Promise<Record<string, unknown>[]> {
  const response = await admin.call('GET', `/users/export${query}`, { token });
  expect(response.status).toBe(200);
  const text = await (response as Response).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const lineOf = async (email: string, query = '') =>
  (await exported(query)).find((line) => line['email'] === email);

const password = 'correct horse battery';
const salt = Buffer.from('a salt of 16 byt');
const tag = pbkdf2Sync(password, salt, 1_000, 32, 'sha256').toString('base64');
const hash = `$pbkdf2-sha256$1000$${salt.toString('base64')}$${tag}`.replaceAll('=', '');

describe('an import', () => {
  test('makes people with all that belongs to them, once', async () => {
    const user = {
      ...{ id: '11111111-1111-4111-8111-111111111111', email: 'Ann@import.example' },
      ...{ email_verified: true, other_emails: ['ann@other.example'], name: 'Ann' },
      ...{ password_hash: hash, locale: 'pt_br', created_at: '2020-05-01T00:00:00Z' },
      profile: { given_name: 'Ann' },
      roles: ['support', { name: 'reader', valid_until: '2100-01-01T00:00:00Z' }],
      groups: ['staff'],
    };
    expect(await importAll([user])).toEqual({ created: 1, existing: 0, refused: [] });
    expect(await importAll([user])).toEqual({ created: 0, existing: 1, refused: [] });
    const found = await (await admin.call('GET', `/users/${user.id}`, { token: root })).json();
    expect(found).toMatchObject({ email: user.email, email_verified: true });
    expect(found.effective.roles).toEqual(['reader', 'support']);
    const [row] = await admin.sql`select password_hash as hash from users where id = ${user.id}`;
    expect(await verifyPassword(password, row!['hash'])).toBe(true);
    const line = await lineOf('Ann@import.example', '?password_hashes=true');
    expect(line).toMatchObject({
      ...{ ...user, locale: 'pt-BR', created_at: '2020-05-01T00:00:00.000Z' },
      roles: [
        { name: 'reader', valid_until: '2100-01-01T00:00:00+00:00' },
        { name: 'support', valid_until: null },
      ],
      groups: [{ name: 'staff', valid_until: null }],
    });
    const events = await admin.sql`
      select subjects from audit_events where action = 'user.import' and ${`user:${user.id}`} = any(subjects)`;
    expect(events.map(({ subjects }) => subjects)).toEqual([
      [`user:${user.id}`, 'role:support', 'role:reader', 'group:staff'],
    ]);
  });

  test('leaves whoever has an account by any address as they are', async () => {
    const one = { email: 'one@import.example', name: 'One' };
    expect(await importAll([one, one, { ...one, email: 'ONE@import.example' }])).toMatchObject({
      created: 1,
      existing: 2,
    });
    const changed = { ...one, name: 'Another', roles: ['support'], email_verified: true };
    const other = { email: 'two@import.example', name: 'Two', other_emails: ['root@example.com'] };
    expect(await importAll([changed, other])).toMatchObject({ created: 0, existing: 2 });
    expect(await lineOf('one@import.example')).toMatchObject({ name: 'One', roles: [] });
  });

  test('refuses what is none by itself, with a reason', async () => {
    const base = { email: 'good@import.example', name: 'Good' };
    const outcome = await importAll([
      ...[7, { ...base, email: 'no address' }, { ...base, colour: 'red' }, base],
      ...[
        { ...base, roles: ['none'] },
        { ...base, groups: ['none'] },
      ],
      ...[
        { ...base, password_hash: 'md5' },
        { ...base, profile: { shoe_size: 9 } },
      ],
      ...[
        { ...base, identities: [{ provider: 'none', subject: '1' }] },
        { ...base, locale: '!' },
        { name: 'No address' },
      ],
    ]);
    expect(outcome).toMatchObject({ created: 1, existing: 0 });
    expect(outcome.refused.map(({ index, reason }) => `${index} ${reason.split(' ')[0]}`)).toEqual([
      ...['0 The', '1 email:', '2 The', '4 roles:', '5 groups:', '6 password_hash:'],
      ...['7 profile.shoe_size:', '8 identities:', '9 locale:', '10 email:'],
    ]);
    const said = Object.fromEntries(outcome.refused.map(({ index, reason }) => [index, reason]));
    expect(said).toMatchObject({
      0: 'The line must be an object',
      2: 'The line has no field "colour"',
      10: 'email: is missing',
    });
  });

  test('that is only tried makes nothing', async () => {
    const user = { email: 'tried@import.example', name: 'Tried' };
    expect(await importAll([user], { dry_run: true })).toMatchObject({ created: 1 });
    expect(await lineOf(user.email)).toBeUndefined();
  });

  test('gives no more than the caller has', async () => {
    const token = await admin.tokenOf('plain@example.com');
    const user = { email: 'more@import.example', name: 'More', roles: ['administrator'] };
    const body = { users: [{ email: 'less@import.example', name: 'Less' }, user] };
    const response = await admin.call('POST', '/users/import', { token, body });
    expect(response.status).toBe(403);
    expect(await lineOf('less@import.example')).toBeUndefined();
    expect(await importAll([{ ...user, roles: ['support'] }], {}, token)).toMatchObject({
      created: 1,
    });
  });

  test('beside another one of the same people makes each of them once', async () => {
    const users = Array.from({ length: 200 }, (_, n) => ({
      ...{ email: `many${n}@import.example`, email_verified: n % 2 === 0, name: 'Many' },
    }));
    const outcomes = await Promise.all([importAll(users), importAll(users.toReversed())]);
    expect(outcomes.map(({ created }) => created).toSorted((a, b) => a - b)).toEqual([0, 200]);
    const [row] = await admin.sql`
      select count(*)::int as count from users where email like 'many%@import.example'`;
    expect(row!['count']).toBe(200);
  });

  test('beside people who get an address meanwhile is whole', async () => {
    const users = Array.from({ length: 50 }, (_, n) => ({
      ...{ email: `race${n}@import.example`, email_verified: true, name: 'Race' },
    }));
    const created = users
      .slice(20, 24)
      .map((body) => admin.call('POST', '/users', { token: root, body }));
    const [outcome, ...statuses] = await Promise.all([importAll(users), ...created]);
    const others = statuses.filter(({ status }) => status === 201).length;
    expect(outcome.created + others).toBe(50);
    const [row] = await admin.sql`
      select count(*)::int as count from users where email like 'race%@import.example'`;
    expect(row!['count']).toBe(50);
  });
});

describe('an export', () => {
  test('is what an import takes', async () => {
    const lines = await exported();
    expect(await importAll(lines)).toEqual({ created: 0, existing: lines.length, refused: [] });
    expect(lines.every((line) => !('password_hash' in line))).toBe(true);
  });

  test('has hashes only for those who may read them', async () => {
    const token = await admin.tokenOf('reader@example.com');
    expect(await exported('', token)).not.toEqual([]);
    const refused = await admin.call('GET', '/users/export?password_hashes=true', { token });
    expect(refused.status).toBe(403);
    expect((await refused.json()).error_description).toContain('credentials:read');
  });

  test('has everyone once, in pages', async () => {
    await admin.sql`
      insert into users (id, email, name, created_at)
      select gen_random_uuid(), n || '@page.example', 'Page', now() from generate_series(1, 1200) n`;
    const lines = await exported();
    const [row] = await admin.sql`select count(*)::int as count from users`;
    expect(new Set(lines.map(({ id }) => id)).size).toBe(row!['count']);
  });
});

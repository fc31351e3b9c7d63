import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../../testing/database.ts';
import { connect, type Sql } from '../../database/connection.ts';

const now = new Date('2030-01-01T00:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const alice = '00000000-0000-4000-8000-00000000000a';

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url, max: 2 });
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

beforeEach(async () => {
  await sql`truncate users, roles, groups, role_permissions cascade`;
  await sql`insert into users (id, email, name, created_at) values (${alice}, 'a@x.y', 'A', ${now})`;
  await sql`insert into roles (name, declared) select unnest(array['one', 'two', 'three']), true`;
});

const group = (name: string, parent: string | null, ...roles: string[]) =>
  sql.begin(async (tx) => {
    await tx`insert into groups (name, parent, declared) values (${name}, ${parent}, true)`;
    await tx`insert into group_roles (group_name, role) select ${name}, unnest(${roles}::text[])`;
  });

const join = (name: string, until: Date | null = null) =>
  sql`insert into group_members (user_id, group_name, valid_until) values (${alice}, ${name}, ${until})`;

const assign = (role: string, until: Date | null = null) =>
  sql`insert into user_roles (user_id, role, valid_until) values (${alice}, ${role}, ${until})`;

const effective = async (at = now) => {
  const rows = await sql<{ roles: string[]; groups: string[]; valid_until: Date | null }[]>`
    select * from effective_roles(${alice}, ${at})`;
  expect(rows).toHaveLength(1);
  return rows[0]!;
};

test('a user without anything gets one row of nothing', async () => {
  expect(await effective()).toEqual({ roles: [], groups: [], valid_until: null });
});

test('a member of a group is a member of its ancestors and has their roles', async () => {
  await group('everyone', null, 'one');
  await group('staff', 'everyone');
  await group('support', 'staff', 'two', 'one');
  await join('support');
  expect(await effective()).toEqual({
    roles: ['one', 'two'],
    groups: ['everyone', 'staff', 'support'],
    valid_until: null,
  });
});

test('a cycle among groups comes to an end', async () => {
  await group('hen', null, 'one');
  await group('egg', 'hen', 'two');
  await sql`update groups set parent = 'egg' where name = 'hen'`;
  await join('egg', later(60));
  expect(await effective()).toEqual({
    roles: ['one', 'two'],
    groups: ['egg', 'hen'],
    valid_until: later(60),
  });
});

test('what has ended contributes nothing; the earliest end of the rest is told', async () => {
  await group('staff', null, 'one');
  await group('guests', null, 'two');
  await join('staff', later(-1));
  await join('guests', later(300));
  await assign('three', later(120));
  expect(await effective()).toEqual({
    roles: ['three', 'two'],
    groups: ['guests'],
    valid_until: later(120),
  });
  expect(await effective(later(120))).toMatchObject({ roles: ['two'], valid_until: later(300) });
  expect(await effective(later(300))).toEqual({ roles: [], groups: [], valid_until: null });
});

test('a role held directly and through a group is listed once', async () => {
  await group('staff', null, 'one');
  await join('staff');
  await assign('one', later(10));
  expect(await effective()).toMatchObject({ roles: ['one'], valid_until: later(10) });
});

test('it sees the snapshot of its caller', async () => {
  await assign('one');
  const seen = await sql.begin(async (tx) => {
    await tx`set transaction isolation level repeatable read`;
    await tx`select 1 from head`;
    await sql`delete from user_roles`;
    return tx<{ roles: string[] }[]>`select roles from effective_roles(${alice}, ${now})`;
  });
  expect(seen[0]?.roles).toEqual(['one']);
  expect((await effective()).roles).toEqual([]);
});

test('it is planned as part of the statement that calls it', async () => {
  const plan = await sql`
    explain select roles from users left join lateral effective_roles(users.id, ${now}) on true`;
  expect(JSON.stringify(plan)).not.toContain('Function Scan');
});

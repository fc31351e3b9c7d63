import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { readAddress } from '../runtime/email-address.ts';
import { connect, type Sql } from './connection.ts';

const directory = new URL('./migrations/', import.meta.url);
const migration = '0014-one-form-of-addresses.sql';
const apply = async (name: string) => sql.unsafe(await readFile(new URL(name, directory), 'utf8'));

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url, max: 1 });
  await sql`drop schema public cascade`;
  await sql`create schema public`;
  const names = (await readdir(directory)).sort();
  for (const name of names.filter((name) => name < migration)) await apply(name);
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const id = (number: number) => `0197a000-0000-7000-8000-00000000000${number}`;

/** The accounts before: their addresses as providers and the file gave them. */
const before: [number, string, boolean, boolean][] = [
  [1, 'Ann@example.com', true, false],
  [2, 'JÖRG@Exämple.DE', true, false],
  [3, 'jo\u0308rg@exa\u0308mple.de', true, true],
  [4, 'Jörg@xn--exmple-cua.de', true, false],
  [5, 'jörg@exämple.de', false, false],
  [6, '山田@例え.jp', true, false],
  [7, 'a@bücher.straße.example', true, false],
];

test('addresses of before are in the new form, and the audit log names those that are the same', async () => {
  for (const [number, email, verified, declared] of before) {
    await sql`
      insert into users (id, email, email_verified, name, declared, created_at)
      values (${id(number)}, ${email}, ${verified}, 'x', ${declared}, now() + ${number} * interval '1s')`;
  }
  await sql`insert into declared_users values ('jörg@exämple.de', 'x', null, null, '{}', '{}')`;
  await apply(migration);

  const rows = await sql<{ id: string; email: string; verified: boolean }[]>`
    select id, email, email_verified as verified from users order by id`;
  expect(rows.map(({ email, verified }) => [email, verified])).toEqual([
    ['Ann@example.com', true],
    ['jörg@xn--exmple-cua.de', false],
    ['jörg@xn--exmple-cua.de', true],
    ['jörg@xn--exmple-cua.de', false],
    ['jörg@xn--exmple-cua.de', false],
    ['山田@xn--r8jz45g.jp', true],
    ['a@xn--bcher-kva.xn--strae-oqa.example', true],
  ]);
  for (const { email } of rows) expect(readAddress(email)).toEqual({ ok: true, address: email });
  const events = await sql`select subjects, detail from audit_events order by subjects`;
  expect(events.map(({ subjects }) => subjects)).toEqual([
    [`user:${id(2)}`, `user:${id(3)}`],
    [`user:${id(4)}`, `user:${id(3)}`],
  ]);
  expect(await sql`select email from declared_users`).toEqual([
    { email: 'jörg@xn--exmple-cua.de' },
  ]);
});

test('PostgreSQL writes labels as IDNA does', async () => {
  const domains = [
    'mañana.com',
    '☃.net',
    'правда.рф',
    'ひとつ屋根の下.jp',
    '他们为什么不说中文.cn',
    '안녕하세요.kr',
    'ü.ö.ä',
    'a-ü-b.example',
  ];
  for (const domain of domains) {
    const [row] = await sql<
      { email: string }[]
    >`select pg_temp.one_form(${`x@${domain}`}) as email`;
    const read = readAddress(`x@${domain}`);
    if (read.ok) expect(row!.email).toBe(read.address);
  }
});

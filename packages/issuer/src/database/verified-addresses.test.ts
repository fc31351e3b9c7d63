import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { connect, type Sql } from './connection.ts';

const directory = new URL('./migrations/', import.meta.url);

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url, max: 1 });
  await sql`drop schema public cascade`;
  await sql`create schema public`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

test('after the migration the same users can sign in by address as before', async () => {
  const names = (await readdir(directory)).sort();
  const migration = '0005-accounts.sql';
  for (const name of names.filter((name) => name < migration)) await apply(name);
  await sql`
    insert into users (id, email, name, declared, created_at)
    select gen_random_uuid(), name || '@example.com', name, name = 'declared', now()
    from unnest('{declared,made,federated}'::text[]) as name`;
  await sql`
    insert into identities (issuer, subject, user_id, linked_at)
    select 'https://idp.example', 'x', id, now() from users where name = 'federated'`;
  await apply(migration);
  const users = await sql`select name from users where email_verified order by name`;
  expect(users.map((row) => row['name'])).toEqual(['declared', 'made']);
});

const apply = async (name: string) => sql.unsafe(await readFile(new URL(name, directory), 'utf8'));

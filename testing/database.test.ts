import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../packages/issuer/src/database/connection.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

let one: TestDatabase;
let other: TestDatabase;
const open = (url: string) => connect({ url, max: 1 });

beforeAll(async () => {
  [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});

afterAll(async () => {
  await Promise.all([one.drop(), other.drop()]);
});

test('a test database is migrated and its own', async () => {
  const sql = open(one.url);
  const sqlOther = open(other.url);
  try {
    expect(await sql`select name from migrations`).not.toHaveLength(0);
    await sql`create table only_here (id int)`;
    expect(await sql`select to_regclass('only_here')::text as name`).toEqual([
      { name: 'only_here' },
    ]);
    expect(await sqlOther`select to_regclass('only_here')::text as name`).toEqual([{ name: null }]);
  } finally {
    await Promise.all([sql.end(), sqlOther.end()]);
  }
});

test('a dropped database is gone, even while clients are connected to it', async () => {
  const short = await createTestDatabase();
  const sql = open(short.url);
  const sqlOther = open(other.url);
  try {
    await sql`select 1`;
    await short.drop();
    const name = new URL(short.url).pathname.slice(1);
    expect(await sqlOther`select from pg_database where datname = ${name}`).toHaveLength(0);
  } finally {
    await Promise.all([sql.end(), sqlOther.end()]);
  }
});

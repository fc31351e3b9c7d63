import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Sql } from '../../packages/issuer/src/database/connection.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { blocksIn } from './code-blocks.ts';

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url, max: 1 });
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

const undone = new Error('rolled back');

/** Runs all statements of a block, and leaves the database as it was. */
async function tryOut(text: string): Promise<void> {
  const attempt = sql.begin(async (transaction) => {
    await transaction.unsafe(text);
    throw undone;
  });
  await attempt.catch((error: unknown) => {
    if (error !== undone) throw error;
  });
}

test.each(blocksIn('sql'))('$place runs on our tables', async ({ text }) => {
  await tryOut(text);
});

test('what runs is accepted, and leaves nothing', async () => {
  await tryOut('create table t (a int); insert into t values (1); select * from t;');
  await expect(tryOut('select * from t')).rejects.toThrow('"t" does not exist');
});

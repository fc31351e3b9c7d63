import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { startTestIssuer } from '../../../../testing/issuer.ts';
import { connect } from './connection.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const sql = connect({ url: database.url, max: 1 });
  await sql`drop schema public cascade`;
  await sql`create schema "of our own"`;
  await sql.end();
});
afterAll(() => database.drop());

test.each([
  'search_path=%22of%20our%20own%22',
  'options=-c%20search_path%3D%22of%5C%20our%5C%20own%22',
])('an issuer starts in a schema of any name, also the second time: %s', async (parameter) => {
  const databaseUrl = `${database.url}?${parameter}`;
  for (const _ of ['first', 'second']) {
    const issuer = await startTestIssuer({}, { databaseUrl, secret: Buffer.alloc(32, 1) });
    const ready = await fetch(`${issuer.url}/health/ready`);
    expect(ready.status).toBe(200);
    const [tables] = await issuer.context.sql<[{ schemas: string[] }]>`
      select array_agg(distinct relnamespace::regnamespace::text) as schemas
      from pg_class where relname ~ '^(grants|members)'`;
    expect(tables.schemas).toEqual(['"of our own"']);
    await issuer.close();
  }
});

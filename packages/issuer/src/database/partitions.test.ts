import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { connect, type Sql } from './connection.ts';
import { createPartitions, dropExpiredPartitions } from './partitions.ts';

const day = 86_400_000;
const start = new Date('2026-03-01T12:00:00Z');
const later = (days: number) => new Date(start.getTime() + days * day);

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const partitions = async () =>
  (
    await sql<{ name: string }[]>`select inhrelid::regclass::text as name from pg_inherits
    join pg_class on oid = inhrelid where relkind = 'r' order by name`
  ).map(({ name }) => name);

const revoke = (id: string, expiresAt: Date) =>
  sql`insert into revoked_tokens (id, expires_at) values (${id}, ${expiresAt})`;

test('five nodes that start at once make the same partitions, for every partitioned table', async () => {
  await Promise.all(Array.from({ length: 5 }, () => createPartitions(sql, start)));
  const made = await partitions();
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relkind = 'p' and relnamespace = 'public'::regnamespace`;
  expect(tables).not.toHaveLength(0);
  for (const { name } of tables) {
    expect(made.filter((partition) => partition.startsWith(`${name}_2`))).not.toHaveLength(0);
  }
  await createPartitions(sql, start);
  expect(await partitions()).toEqual(made);
});

test('a day later there is room for a day more', async () => {
  await expect(revoke('far', later(4))).rejects.toThrow('no partition');
  await createPartitions(sql, later(1));
  await revoke('far', later(3.9));
});

test('what has expired goes by whole partitions, and nothing else does', async () => {
  await revoke('expired', start);
  await revoke('alive', later(2));
  const before = (await partitions()).length;
  // A day of grace for clocks that disagree.
  expect(await dropExpiredPartitions(sql, later(1))).toBe(0);
  const dropped = await dropExpiredPartitions(sql, later(2));
  expect(dropped).toBeGreaterThan(0);
  expect(await partitions()).toHaveLength(before - dropped);
  const left = await sql`select id from revoked_tokens order by id`;
  expect(left.map(({ id }) => id)).toEqual(['alive', 'far']);
});

test('two nodes that clean up at once do not get into each other’s way', async () => {
  const dropped = await Promise.all([1, 2, 3].map(() => dropExpiredPartitions(sql, later(200))));
  expect(dropped.reduce((sum, count) => sum + count)).toBeGreaterThan(0);
  expect(await partitions()).toEqual([]);
});

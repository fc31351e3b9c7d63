import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { connect, type Sql } from './connection.ts';
import { createPartitions, dropOldPartitions } from './partitions.ts';

const directory = new URL('./migrations/', import.meta.url);
const migration = '0056-audit-log.sql';
const apply = async (name: string) => sql.unsafe(await readFile(new URL(name, directory), 'utf8'));

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url, max: 2 });
  await sql`drop schema public cascade`;
  await sql`create schema public`;
  const names = (await readdir(directory)).sort();
  for (const name of names.filter((name) => name < migration)) await apply(name);
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** As a node of the version before writes it. */
const insert = (at: Date, action: string) => sql`
  insert into audit_events (at, action, actor, subjects, detail, address, network, user_agent)
  values (${at}, ${action}, 'user:1', '{user:1,session:2}', '{}', null, null, null)`;

const months = (count: number) => new Date(Date.now() + count * 30 * 86_400_000);

test('events of before are in the first partition, and go on being numbered', async () => {
  await insert(new Date('2024-02-01T00:00:00Z'), 'session.start');
  await insert(months(-1), 'session.refuse');
  await apply(migration);
  await insert(months(0), 'session.end');
  await createPartitions(sql, new Date());
  await insert(months(1), 'session.end');

  const rows = await sql`
    select id, action, outcome, salt is not null as salted,
      tableoid = (select min(tableoid::int) from audit_events) as first
    from audit_events order by at, id`;
  expect(rows).toEqual([
    { id: 1, action: 'session.start', outcome: 'success', salted: true, first: true },
    { id: 2, action: 'session.refuse', outcome: 'failure', salted: true, first: true },
    { id: 3, action: 'session.end', outcome: 'success', salted: true, first: true },
    { id: 4, action: 'session.end', outcome: 'success', salted: true, first: false },
  ]);
  const listed = await sql`
    select (select count(*)::int from audit_event_subjects) as subjects,
      (select array_agg(event_id order by at, event_id) from audit_unsealed) as unsealed`;
  expect(listed).toMatchObject([{ subjects: 8 }]);
  expect(listed[0]!['unsealed']).toHaveLength(4);
});

test('old ones go by whole partitions, when they are told to', async () => {
  await createPartitions(sql, months(2));
  expect(await dropOldPartitions(sql, new Date())).toBe(0);
  expect(await dropOldPartitions(sql, months(1))).toBe(2);
  const [left] = await sql`select array_agg(id::int) as ids from audit_events`;
  expect(left).toEqual({ ids: [4] });
});

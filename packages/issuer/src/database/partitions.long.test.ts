import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

/** Those of things that expire. */
const expiring = (names: string[]) => names.filter((name) => !name.startsWith('audit_event'));

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
  expect(expiring(await partitions())).toEqual([]);
});

/** Tables with the name of a partition of things that expire, whether or not any table has them. */
const tables = async () =>
  expiring(
    (
      await sql<{ name: string }[]>`
        select relname as name from pg_class where relkind = 'r' and relname ~ '_\\d{8}$'`
    ).map(({ name }) => name),
  );

/** A transaction that has read these tables and goes on, until it is told to end. */
async function reading(names: string[]): Promise<() => Promise<void>> {
  const connection = await sql.reserve();
  await connection`begin`;
  for (const name of names) await connection.unsafe(`select from ${name}`);
  return async () => {
    await connection`rollback`;
    connection.release();
  };
}

describe('what an earlier run has left half done is brought to its end', () => {
  test('when a transaction of another client outlasted it, without holding up other tables', async () => {
    await createPartitions(sql, start);
    const end = await reading(['grants']);
    await expect(dropExpiredPartitions(sql, later(200), 100)).rejects.toThrow('partitions failed');
    const left = await tables();
    expect(left).toEqual(left.filter((name) => name.startsWith('grants_')));
    const pending = await sql`select from pg_inherits where inhdetachpending`;
    expect(pending).toHaveLength(1);
    await end();
    expect(await dropExpiredPartitions(sql, later(200))).toBe(left.length);
    expect(await tables()).toEqual([]);
  });

  test('where it was stopped before the drop', async () => {
    await createPartitions(sql, start);
    const [first, ...others] = await tables();
    const parent = first!.replace(/_\d+$/, '');
    await sql.unsafe(`alter table ${parent} detach partition ${first}`);
    expect(await dropExpiredPartitions(sql, later(200))).toBe(1 + others.length);
    expect(await tables()).toEqual([]);
  });
});

test('a partition that is not attached is attached, and what is in it found again', async () => {
  await createPartitions(sql, start);
  await revoke('kept', later(1));
  await sql`alter table revoked_tokens detach partition revoked_tokens_20260302`;
  expect(await sql`select from revoked_tokens where id = 'kept'`).toHaveLength(0);
  await createPartitions(sql, start);
  expect(await sql`select from revoked_tokens where id = 'kept'`).toHaveLength(1);
});

test('partitions are made beside live traffic, and no statement waits', async () => {
  await createPartitions(sql, later(300));
  const before = await tables();
  const parents = ['refresh_tokens', 'grants', 'sessions', 'authorization_codes', 'links'];
  const end = await reading(parents);
  let done = false;
  const traffic = Array.from({ length: 3 }, async () => {
    while (!done) {
      await sql`
        with living as (
          select token.hash, token.expires_at as partition from refresh_tokens token
          join grants on grants.id = token.grant_id
          left join sessions on sessions.id = grants.session_id
        )
        update refresh_tokens set idle_expires_at = ${start} from living
        where refresh_tokens.hash = living.hash and expires_at = partition`;
      await revoke(randomUUID(), later(301));
    }
  });
  // A month on, so that tables of every width need a partition.
  await createPartitions(sql, later(331));
  done = true;
  await Promise.all(traffic);
  await end();
  const made = (await tables()).filter((name) => !before.includes(name));
  for (const parent of parents) {
    expect(made).toContainEqual(expect.stringMatching(new RegExp(`^${parent}_2`)));
  }
});

import pino from 'pino';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../../testing/database.ts';
import { startTestIssuer } from '../../../../testing/issuer.ts';
import { connect, type Sql } from './connection.ts';
import { migrate, type WhenToMigrate } from './migrate.ts';
import { isUpToDate, lastMigration, makeOlder } from './older-database.fixture.ts';
import { untilRow } from './own-server.fixture.ts';
import { isAlone, listRunning } from './running-nodes.store.ts';

let databaseUrl: string;
let sql: Sql;
let logged: string[];
beforeEach(async () => {
  const database = await createTestDatabase();
  databaseUrl = database.url;
  logged = [];
  sql = connect({ url: databaseUrl, max: 2 });
  onTestFinished(async () => {
    await sql.end();
    await database.drop();
  });
});

const log = pino({ level: 'info' }, { write: (line) => logged.push(line) });

/** A node that has come as far as the migrations. */
function node(when: WhenToMigrate = 'alone', url = databaseUrl) {
  const pool = connect({ url, max: 2 });
  const end = () => pool.end({ timeout: 1 });
  onTestFinished(end);
  return { up: migrate(pool, { log, when, version: '9.9.9' }), end };
}

async function running() {
  const first = node();
  await first.up;
  return first;
}

/** Returns when they have ended. */
const endListening = () =>
  sql`select pg_terminate_backend(pid, 5000) from pg_locks
    where locktype = 'advisory' and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())`;

test('a node runs: another brings nothing up to date, unless told', async () => {
  await running();
  await makeOlder(sql);
  await expect(node('alone').up).rejects.toThrow(
    /^The database lacks 1 migration of this version \(0024-jwt-type\.sql\), and Sallyport runs on it: (a local process|127\.0\.0\.1) since \d{4}-\d\d-\d\dT[\d:]+Z \(9\.9\.9\)\. Stop it first; or, .* add --migrate\.$/,
  );
  expect(await isUpToDate(sql)).toBe(false);
  await node('always').up;
  expect(await isUpToDate(sql)).toBe(true);
  const [row] = await sql`select version from migrations where name = ${lastMigration}`;
  expect(row).toEqual({ version: '9.9.9' });
});

test('it has ended: the next brings it up to date, and counts as running', async () => {
  const first = await running();
  await first.end();
  await untilRow(sql, async () => ((await listRunning(sql)).length === 0 ? [1] : []));
  await makeOlder(sql);
  await node().up;
  expect(await isUpToDate(sql)).toBe(true);
  expect(await listRunning(sql)).toHaveLength(1);
});

test('where none is to be made, none is, and what is missing is told', async () => {
  await node('never').up;
  await makeOlder(sql);
  await expect(node('never').up).rejects.toThrow(
    'lacks 1 migration of this version (0024-jwt-type.sql), and a dry run makes none.',
  );
  expect(await isUpToDate(sql)).toBe(false);
});

test.each(['an empty database', 'an older one'])('nodes start at once on %s', async (which) => {
  if (which === 'an older one') await makeOlder(sql);
  else await sql`drop schema public cascade`.then(() => sql`create schema public`);
  await Promise.all(Array.from({ length: 4 }, () => node().up));
  expect(await isUpToDate(sql)).toBe(true);
  expect(await listRunning(sql)).toHaveLength(4);
});

test('a connection that is replaced holds the lock again', async () => {
  await running();
  await endListening();
  await untilRow(sql, listRunning);
  await makeOlder(sql);
  await expect(node().up).rejects.toThrow('Sallyport runs on it');
});

test('a node that was away while another migrated says so when it is back', async () => {
  await running();
  await sql.begin(async (tx) => {
    // As another migrates: the connection that comes back finds the lock taken.
    while (!(await isAlone(tx))) await endListening();
    await tx`insert into migrations (name, digest, version) values ('9999-later.sql', '', '10.0.0')`;
  });
  await untilRow(sql, listRunning);
  await expect.poll(() => logged.join()).toContain('The database was changed under this node');
  expect(logged.join()).toContain('brought up to date by Sallyport 10.0.0');
});

test('another one in another schema of the database is not in the way', async () => {
  await running();
  await sql`create schema theirs`;
  const url = `${databaseUrl}?search_path=theirs`;
  await node('alone', url).up;
  const their = connect({ url, max: 1 });
  onTestFinished(() => their.end());
  await makeOlder(their);
  await expect(node('alone', url).up).rejects.toThrow('Sallyport runs on it');
});

test('a table that is in use is waited for, and not for ever', { timeout: 20_000 }, async () => {
  await makeOlder(sql);
  const reader = await sql.reserve(30_000);
  await reader`begin`;
  await reader`set local idle_in_transaction_session_timeout = 0`;
  await reader`select from apis`;
  await expect(node().up).rejects.toThrow(
    `Migration ${lastMigration} waited for 5 s for a table that is in use, and nothing was changed.`,
  );
  reader.release();
  await node().up;
  expect(await isUpToDate(sql)).toBe(true);
});

test('tables of another program stay as they are', async () => {
  await sql`drop schema public cascade`.then(() => sql`create schema public`);
  await sql.unsafe('create table migrations (id int); create table carts (id int)');
  await expect(node().up).rejects.toThrow('tables of another program (carts, migrations)');
  await sql`drop table migrations`;
  await expect(node('always').up).rejects.toThrow('tables of another program (carts)');
  expect(await sql`select tablename from pg_tables where schemaname = 'public'`).toEqual([
    { tablename: 'carts' },
  ]);
});

test('a database of a later version is refused by a whole issuer', async () => {
  await sql`alter table migrations add column if not exists version text`;
  await sql`insert into migrations (name, digest, version) values ('9999-later.sql', '', '10.0.0')`;
  await expect(startTestIssuer({}, { databaseUrl })).rejects.toThrow(
    'The database was brought up to date by Sallyport 10.0.0: it has migration 9999-later.sql',
  );
  expect(await listRunning(sql)).toEqual([]);
});

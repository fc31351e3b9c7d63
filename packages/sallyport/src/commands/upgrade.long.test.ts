import { connect, type Sql } from '@sallyport/issuer/database/connection.ts';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../../testing/database.ts';
import { locks } from '../../../issuer/src/database/locks.ts';
import { isUpToDate, makeOlder } from '../../../issuer/src/database/older-database.fixture.ts';
import { untilRow } from '../../../issuer/src/database/own-server.fixture.ts';
import { listRunning } from '../../../issuer/src/database/running-nodes.store.ts';
import { newSite, sallyport } from '../command.fixture.ts';
import { startInProcess } from '../in-process.fixture.ts';

let sql: Sql;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  const database = await createTestDatabase();
  env = { DATABASE_URL: database.url, SALLYPORT_SECRET: 's'.repeat(43) };
  sql = connect({ url: database.url, max: 2 });
  onTestFinished(async () => {
    await sql.end();
    await database.drop();
  });
});

async function newNode() {
  const site = await newSite();
  onTestFinished(() => site.remove());
  const file = await site.configure('');
  const command = (...args: string[]) => {
    const run = sallyport([...args, '--data-dir', site.dataDir], env);
    onTestFinished(() => void run.process.kill('SIGKILL'));
    return run;
  };
  return {
    start: (...more: string[]) => command('start', '--no-restart', '--config', file, ...more),
    apply: (...more: string[]) =>
      startInProcess(['apply', file, ...more, '--data-dir', site.dataDir], { env }).ended,
  };
}

const lacks =
  /^The database lacks 1 migration of this version \(0024-jwt-type\.sql\), and Sallyport runs on it: .* add --migrate\.\n$/;

test('start and apply of another version, while a node runs', async () => {
  const { start: startFirst, apply } = await newNode();
  await startFirst().logged('Ready');
  await makeOlder(sql);
  const { start } = await newNode();
  const planned = await apply('--dry-run');
  expect(planned.stderr).toMatch(/^The database lacks 1 migration .*, and a dry run makes none\./);
  const [applied, started] = await Promise.all([apply(), start().ended]);
  expect(applied.stderr).toMatch(lacks);
  expect(started.stderr).toMatch(lacks);
  expect([planned.code, applied.code, started.code]).toEqual([1, 1, 1]);
  expect(await isUpToDate(sql)).toBe(false);

  expect((await apply('--migrate', '--dry-run')).stderr).toContain('cannot be used with');
  expect(await apply('--migrate')).toMatchObject({ code: 0, stderr: '' });
  expect(await isUpToDate(sql)).toBe(true);
  await makeOlder(sql);
  const second = start('--migrate');
  await second.logged('Ready');
  expect(await isUpToDate(sql)).toBe(true);
  expect(await listRunning(sql)).toHaveLength(2);
});

test('a node that is killed is no longer in the way', async () => {
  const { start } = await newNode();
  const killed = start();
  await killed.logged('Ready');
  killed.process.kill('SIGKILL');
  await untilRow(sql, async () => ((await listRunning(sql)).length === 0 ? [1] : []));
  await makeOlder(sql);
  await start().logged('Ready');
  expect(await isUpToDate(sql)).toBe(true);
});

test('apply makes migrations when it is told to, or the tables of an empty database', async () => {
  const { apply } = await newNode();
  await makeOlder(sql);
  expect(await apply()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^The database lacks 1 migration .*, and apply makes none unless .* add --migrate\.\n$/,
    ),
  });
  expect(await isUpToDate(sql)).toBe(false);
  expect(await apply('--migrate')).toMatchObject({ code: 0, stderr: '' });
  expect(await isUpToDate(sql)).toBe(true);
  await sql`drop schema public cascade`.then(() => sql`create schema public`);
  expect(await apply()).toMatchObject({ code: 0, stderr: '' });
});

test('one signal ends a start that waits for the migrations of another', async () => {
  const migrating = await sql.reserve();
  await migrating`select pg_advisory_lock(${locks.migrate})`;
  const { start } = await newNode();
  const waiting = start();
  await waiting.logged('Waiting for another node, which brings the database up to date');
  waiting.process.kill('SIGTERM');
  expect(await waiting.ended).toMatchObject({ code: 0, stderr: '' });
  migrating.release();
});

test('one that is killed while it migrates has changed nothing, and the next one does it', async () => {
  await makeOlder(sql);
  const { start } = await newNode();
  const held = await sql.reserve();
  await held`begin`;
  await held`set local idle_in_transaction_session_timeout = 0`;
  await held`select from apis`;
  const killed = start();
  await untilRow(
    sql,
    () => sql`select from pg_locks where not granted and mode = 'AccessExclusiveLock'`,
  );
  killed.process.kill('SIGKILL');
  await killed.ended;
  held.release();
  const next = start();
  await next.logged('Ready');
  expect(await isUpToDate(sql)).toBe(true);
});

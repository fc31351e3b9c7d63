import { chmod, glob, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { connect, type Sql } from '../packages/issuer/src/database/connection.ts';
import { migrate } from '../packages/issuer/src/database/migrate.ts';
import { createPartitions } from '../packages/issuer/src/database/partitions.ts';
import { ensureKeys } from '../packages/issuer/src/keys/ensure-keys.service.ts';
import { deriveServerSecrets } from '../packages/issuer/src/keys/server-secrets.ts';
import { systemClock } from '../packages/issuer/src/runtime/clock.ts';
import { systemRandom } from '../packages/issuer/src/runtime/random.ts';
import { stopServer } from '../packages/sallyport/src/postgres/postmaster.ts';
import { startPostgres } from '../packages/sallyport/src/postgres/supervisor.ts';
import { isAlive } from '../packages/sallyport/src/postgres/system.ts';
import { copyDirectory } from './copy-directory.ts';
import { withDatabase } from './database-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of this run: it goes away with it. */
    directory: string;
    /** The server of this run: a URL of its maintenance database. */
    databaseServer: string;
    /** The databases that those of tests are copied from: one that is migrated, no more. */
    migratedTemplate: string;
    /** And one as the first start of an issuer leaves it, with partitions and keys. */
    startedTemplate: string;
    /** The issuer's secret that those keys are encrypted under, base64url. */
    startedSecret: string;
    /** A data directory with a new cluster and Sallyport's tables, for tests with a PostgreSQL of their own. */
    newDataDir: string;
  }
}

const log = pino({ level: 'warn' });

/**
 * Once a run: one PostgreSQL for all tests, on a directory that goes away with it, and in it the
 * templates. With TEST_DATABASE_URL that server is used instead (as a role that may make
 * databases), and left as it was found.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await using started = new AsyncDisposableStack();
  await clearAbandonedRuns();
  const directory = await mkdtemp(join(tmpdir(), `sallyport-test-${process.pid}-`));
  started.defer(() => rm(directory, { recursive: true, force: true }));
  // Under root the servers run as another account, which has to pass through.
  await chmod(directory, 0o711);
  provide('directory', directory);
  const newDataDir = join(directory, 'new');
  await makeCluster(newDataDir);
  provide('newDataDir', newDataDir);

  const given = process.env['TEST_DATABASE_URL'];
  const url = given ?? (await startServer(newDataDir, join(directory, 'run'), started));
  const sql = connect({ url, max: 1 });
  started.defer(() => sql.end());
  const makeTemplate = async (
    kind: string,
    from: string,
    fill: (made: Sql) => Promise<unknown>,
  ) => {
    const name = `sallyport_test_${kind}_${process.pid}`;
    await sql`create database ${sql(name)} template ${sql(from)}`;
    started.defer(async () => void (await sql`drop database ${sql(name)} with (force)`));
    await withConnection(withDatabase(url, name), fill);
    return name;
  };
  const secret = systemRandom.bytes(32);
  const migrated = given
    ? await makeTemplate('migrated', 'template1', (made) => migrate(made, { log }))
    : ownDatabase;
  provide('databaseServer', url);
  provide('migratedTemplate', migrated);
  provide(
    'startedTemplate',
    await makeTemplate('started', migrated, (made) => startOn(made, secret)),
  );
  provide('startedSecret', secret.toString('base64url'));
  const running = started.move();
  return () => running.disposeAsync();
}

/** The one that Sallyport makes in a data directory. */
const ownDatabase = 'sallyport';

/** Made once: for each test that needs a new one, a copy of it takes a tenth of the time. */
async function makeCluster(dataDir: string): Promise<void> {
  const server = await startPostgres({ dataDir, log, database: ownDatabase, durable: false });
  try {
    await withConnection(server.url, (sql) => migrate(sql, { log }));
  } finally {
    await server.stop();
  }
}

async function startServer(
  newDataDir: string,
  dataDir: string,
  started: AsyncDisposableStack,
): Promise<string> {
  await copyDirectory(newDataDir, dataDir);
  const server = await startPostgres({ dataDir, log, database: 'postgres', durable: false });
  const logFile = join(dataDir, 'postgres', 'postgres.log');
  started.defer(async () => {
    await server.stop();
    await tellCrashes(logFile);
  });
  return server.url;
}

/** A test sees of a server that died only that its connection ended; why stands in a log that goes away. */
async function tellCrashes(logFile: string): Promise<void> {
  const lines = (await readFile(logFile, 'utf8')).split('\n');
  const told = lines.filter((line) => /PANIC|was terminated by signal|No space left/.test(line));
  if (told.length > 0) console.error(['PostgreSQL of the tests:', ...told.slice(-10)].join('\n'));
}

/** A run that was interrupted or killed could not clear up after itself: the next one does. */
async function clearAbandonedRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = /^sallyport-test-(\d+)-/.exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    const directory = join(tmpdir(), name);
    for await (const path of glob('**/postgres/data/postmaster.pid', { cwd: directory })) {
      await stopServer(dirname(join(directory, path)));
    }
    await rm(directory, { recursive: true, force: true });
  }
}

/** What the first start of an issuer makes in a migrated database: half of its time. */
async function startOn(sql: Sql, secret: Buffer): Promise<void> {
  await createPartitions(sql, systemClock.now());
  const { atRest } = deriveServerSecrets(secret);
  await ensureKeys({ sql, clock: systemClock, random: systemRandom, atRest });
}

async function withConnection(url: string, use: (sql: Sql) => Promise<unknown>): Promise<void> {
  const sql = connect({ url, max: 1 });
  try {
    await use(sql);
  } finally {
    await sql.end();
  }
}

import { chmod, glob, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { connect } from '../packages/issuer/src/database/connection.ts';
import { migrate } from '../packages/issuer/src/database/migrate.ts';
import { stopServer } from '../packages/sallyport/src/postgres/postmaster.ts';
import { startPostgres } from '../packages/sallyport/src/postgres/supervisor.ts';
import { isAlive } from '../packages/sallyport/src/postgres/system.ts';
import { withDatabase } from './database-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run: a URL of its maintenance database. */
    databaseServer: string;
    /** The migrated database that test databases are copied from. */
    databaseTemplate: string;
  }
}

/**
 * Once a run: one PostgreSQL for all tests, on a directory that goes away with it, and in it a
 * migrated template. With TEST_DATABASE_URL that server is used instead (as a role that may make
 * databases), and left as it was found.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const template = `sallyport_test_template_${process.pid}`;
  const sql = connect({ url: server.url, max: 1 });
  try {
    await sql`create database ${sql(template)}`;
    await migrateTemplate(withDatabase(server.url, template));
  } catch (error) {
    await sql.end();
    await server.close();
    throw error;
  }
  provide('databaseServer', server.url);
  provide('databaseTemplate', template);
  return async () => {
    await sql`drop database ${sql(template)} with (force)`;
    await sql.end();
    await server.close();
  };
}

async function openServer(): Promise<{ url: string; close(): Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, close: async () => {} };
  await clearAbandonedRuns();
  const dataDir = await mkdtemp(join(tmpdir(), `sallyport-test-${process.pid}-`));
  // Under root the server runs as another account, which has to pass through.
  await chmod(dataDir, 0o711);
  const removeDirectory = () => rm(dataDir, { recursive: true, force: true });
  try {
    const log = pino({ level: 'warn' });
    const server = await startPostgres({ dataDir, log, database: 'postgres', durable: false });
    return {
      url: server.url,
      async close() {
        await server.stop();
        await removeDirectory();
      },
    };
  } catch (error) {
    await removeDirectory();
    throw error;
  }
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

async function migrateTemplate(url: string): Promise<void> {
  const sql = connect({ url, max: 1 });
  try {
    await migrate(sql);
  } finally {
    await sql.end();
  }
}

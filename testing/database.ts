import { inject } from 'vitest';
import { connect, type Sql } from '../packages/issuer/src/database/connection.ts';
import { withDatabase } from './database-url.ts';

export interface TestDatabase {
  /** For `connect`. */
  url: string;
  /** Drops it, ending whatever is still connected. */
  drop(): Promise<void>;
}

let count = 0;

/** An empty, migrated database, for one test file: call it in `beforeAll`, and `drop` in `afterAll`. */
export const createTestDatabase = (): Promise<TestDatabase> => copyOf(inject('migratedTemplate'));

/** One that an issuer with this secret has started on before: it starts on it in half of the time. */
export async function createStartedDatabase(): Promise<TestDatabase & { secret: Buffer }> {
  const database = await copyOf(inject('startedTemplate'));
  return { ...database, secret: Buffer.from(inject('startedSecret'), 'base64url') };
}

async function copyOf(template: string): Promise<TestDatabase> {
  count += 1;
  const name = `sallyport_test_${process.pid}_${process.env['VITEST_POOL_ID'] ?? 0}_${count}`;
  const server = inject('databaseServer');
  await administer(
    server,
    // The other strategy writes each page to the log, too.
    (sql) => sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`,
  );
  return {
    url: withDatabase(server, name),
    drop: () => administer(server, (sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

async function administer(
  url: string,
  statement: (sql: Sql) => PromiseLike<unknown>,
): Promise<void> {
  const sql = connect({ url, max: 1 });
  try {
    await statement(sql);
  } finally {
    await sql.end();
  }
}

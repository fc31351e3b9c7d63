import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Queryable, Sql } from './connection.ts';
import { locks } from './locks.ts';

const directory = new URL('./migrations/', import.meta.url);

interface Migration {
  name: string;
  sql: string;
  digest: string;
}

/** The database has another history than these migrations; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/**
 * Brings the schema up to date: numbered, immutable SQL files, each in the one transaction that
 * also records it. They run in the order of their numbers, which may have gaps: 0008 and 0009 were
 * never part of a version.
 *
 * @throws MigrationError when a migration that was applied is missing here (a newer Sallyport was here first) or
 *   differs from the file (someone edited it).
 */
export async function migrate(sql: Sql): Promise<void> {
  const migrations = await readMigrations();
  await sql.begin(async (tx) => {
    // Racing migrators wait for each other.
    await tx`select pg_advisory_xact_lock(${locks.migrate})`;
    await tx`create table if not exists migrations (
      name text primary key, digest text not null, applied_at timestamptz not null default now())`;
    const applied = await tx<
      { name: string; digest: string }[]
    >`select name, digest from migrations`;
    refuseForeignHistory(applied, migrations);
    const done = new Set(applied.map((row) => row.name));
    for (const migration of migrations) {
      if (!done.has(migration.name)) await apply(tx as unknown as Queryable, migration);
    }
  });
}

async function apply(tx: Queryable, migration: Migration): Promise<void> {
  await tx.unsafe(migration.sql);
  await tx`insert into migrations (name, digest) values (${migration.name}, ${migration.digest})`;
}

function refuseForeignHistory(
  applied: readonly { name: string; digest: string }[],
  known: readonly Migration[],
): void {
  for (const { name, digest } of applied) {
    const migration = known.find((candidate) => candidate.name === name);
    if (!migration) {
      throw new MigrationError(
        `The database has migration ${name}, which this version does not know. ` +
          'Run the Sallyport version that made it, or a newer one.',
      );
    }
    if (migration.digest !== digest) {
      throw new MigrationError(
        `Migration ${name} is not the one that this database was made with. ` +
          'Migrations are never edited: run the version that made it, or start on an empty database.',
      );
    }
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, directory), 'utf8');
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

import type { Sql } from './connection.ts';

/** A migration that only adds a column, so that a test can undo it. */
export const lastMigration = '0024-jwt-type.sql';

/** Makes the tables those of the version before. */
export async function makeOlder(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`alter table apis drop column jwt_type`;
    // The first versions did not have it.
    await tx`alter table migrations drop column if exists version`;
    await tx`delete from migrations where name = ${lastMigration}`;
  });
}

/** Whether the tables are those of this version. */
export async function isUpToDate(sql: Sql): Promise<boolean> {
  const rows = await sql`select from migrations where name = ${lastMigration}`;
  return rows.length === 1;
}

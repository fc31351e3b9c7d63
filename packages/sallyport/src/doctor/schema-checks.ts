import type { Sql } from '@sallyport/issuer/database/connection.ts';
import { describeNode } from '@sallyport/issuer/database/migrate.ts';
import { readMigrations } from '@sallyport/issuer/database/migration-files.ts';
import { MigrationError, pendingOf, some } from '@sallyport/issuer/database/migration-history.ts';
import { readHistory } from '@sallyport/issuer/database/migrations.store.ts';
import { listRunning } from '@sallyport/issuer/database/running-nodes.store.ts';
import { version } from '../version.ts';
import { type Finding, ok, problem, skipped, warning } from './finding.ts';

/** Whether the tables are those of this version, and whether all issuers that run are of it. */
export async function checkSchema(sql: Sql): Promise<Finding[]> {
  return [await checkMigrations(sql), await checkNodes(sql)];
}

async function checkMigrations(sql: Sql): Promise<Finding> {
  const about = 'Migrations';
  const history = await readHistory(sql);
  try {
    const pending = pendingOf(history, await readMigrations(), version).map(({ name }) => name);
    if (!history.applied?.length) {
      return skipped(about, 'The database is empty: the first start makes the tables.');
    }
    if (pending.length === 0) return ok(about, `The tables are those of Sallyport ${version}.`);
    return warning(
      about,
      `The database lacks ${pending.length} of Sallyport ${version} (${some(pending)}).`,
      'An earlier version made it: ask the doctor of that version, or upgrade the nodes to this one.',
    );
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return problem(about, error.message, 'Until then a node of this version does not start.');
  }
}

/** Only the connections of issuers show: gateways have none to the database. */
async function checkNodes(sql: Sql): Promise<Finding> {
  const about = 'Issuers on the database';
  const nodes = await listRunning(sql);
  if (nodes.length === 0) {
    return warning(
      about,
      'None is connected.',
      'Start one, or look at the log of one that should.',
    );
  }
  const found = `${nodes.length}: ${nodes.map(describeNode).join(', ')}.`;
  const others = nodes.filter((node) => node.version !== version);
  return others.length === 0
    ? ok(about, found)
    : warning(
        about,
        `${others.length} of ${nodes.length} are not of Sallyport ${version}: ${others.map(describeNode).join(', ')}.`,
        'Replace them, unless an upgrade is under way: a restart brings back what is installed there.',
      );
}

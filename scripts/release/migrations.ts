import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../build/packages.ts';

/** A file of `database/migrations`, and what it says of nodes that run already. */
export interface MigrationNote {
  name: string;
  /**
   * Whether nodes of the version before run on the changed tables. Null where the file does not say, as
   * those from before there was a rule: they then have to stop.
   */
  formerVersionRuns: boolean | null;
}

const folder = join(root, 'packages/issuer/src/database/migrations');

/** In the order in which they are applied. */
export async function readMigrationNotes(): Promise<MigrationNote[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      formerVersionRuns: noteOf(await readFile(join(folder, name), 'utf8')),
    })),
  );
}

/** What a migration says in a comment of its own line. */
export function noteOf(sql: string): boolean | null {
  if (/^-- Nodes of the version before run on this\.$/m.test(sql)) return true;
  return /^-- Nodes of the version before have to stop first: \S.*\.$/m.test(sql) ? false : null;
}

/** The part of a version's section that operators read before they upgrade several nodes. */
export function migrationsPart(migrations: readonly MigrationNote[]): string {
  const names = migrations.map(({ name }) => `\`${name}\``);
  const stopping = migrations.filter((each) => each.formerVersionRuns !== true);
  const which = names.length > 2 ? `${names[0]} to ${names.at(-1)}` : names.join(', ');
  const sentence =
    stopping.length === 0
      ? 'Nodes of the version before run on them: migrate first, then replace nodes one after the other.'
      : `**Stop all nodes of the version before first**, because of ${listOf(stopping)}.`;
  const body =
    names.length === 0 ? 'None. Replace nodes one after the other.' : `${which}. ${sentence}`;
  return `### Migrations\n\n${body}`;
}

const listOf = (migrations: readonly MigrationNote[]): string =>
  migrations.map(({ name }) => name.slice(0, 4)).join(', ');

/** Those that no released version has: its changelog names the last one. */
export function notIn(
  released: string,
  migrations: readonly MigrationNote[],
): readonly MigrationNote[] {
  const [last = ''] = (released.match(/\b\d{4}-[a-z0-9-]+\.sql/g) ?? []).sort().reverse();
  return migrations.filter(({ name }) => name > last);
}

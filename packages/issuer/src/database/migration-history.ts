import type { Migration } from './migration-files.ts';

/** The database cannot be brought up to date, or not now; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export interface AppliedMigration {
  name: string;
  digest: string;
  /** Of Sallyport, which applied it; the first versions did not write it down. */
  version?: string | null;
}

/** What is found in the schema that tables are made in. */
export interface History {
  schema: string;
  /** Its tables, without those of extensions and without `migrations`. */
  tables: readonly string[];
  /** Null without a table `migrations`, or with one of another shape. */
  applied: readonly AppliedMigration[] | null;
}

type Known = Pick<Migration, 'name' | 'digest'>;

/**
 * Which migrations are still to be applied.
 *
 * @throws MigrationError when the tables are of another program, of a later version, or of an edited migration
 */
export function pendingOf<M extends Known>(
  history: History,
  known: readonly M[],
  version: string | undefined,
): M[] {
  refuseForeign(history, known);
  const applied = history.applied ?? [];
  for (const { name, digest, version: by } of applied) {
    const migration = known.find((candidate) => candidate.name === name);
    if (!migration) throw newer(name, by, version);
    if (migration.digest !== digest) {
      throw new MigrationError(
        `Migration ${name} is not the one that this database was made with. ` +
          'Migrations are never edited: run the version that made it, or start on an empty database.',
      );
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  return known.filter(({ name }) => !done.has(name));
}

function refuseForeign({ schema, tables, applied }: History, known: readonly Known[]): void {
  const ours = new Set(known.map(({ name }) => name));
  if (tables.length === 0 || applied?.some(({ name }) => ours.has(name))) return;
  throw new MigrationError(
    `The schema "${schema}" of the database has tables of another program (${some(tables)}), and none of ` +
      "Sallyport's. Name a database of its own in DATABASE_URL, or a schema of its own: ?search_path=NAME",
  );
}

const newer = (name: string, by: string | null | undefined, version = 'this one') =>
  new MigrationError(
    `The database was brought up to date by ${by ? `Sallyport ${by}` : 'a later version'}: it has ` +
      `migration ${name}, which ${by ? version : 'this version'} does not know. Run ` +
      `${by ? `Sallyport ${by}` : 'that version'} or a later one, or restore a backup from before the upgrade.`,
  );

const most = 3;

/** A list for a sentence: the first three, and how many more there are. */
export function some(names: readonly string[]): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

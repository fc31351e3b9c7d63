import { readdir, readFile } from 'node:fs/promises';
import type { SourceFile } from './source-file.ts';

/** By table, the folders of the issuer with a statement that writes it. */
export type TableWriters = Record<string, string[]>;

/** What the database writes by itself. */
export interface DatabaseCode {
  /** By name, the tables that a function writes. */
  functions: Record<string, string[]>;
  /** By table, the tables that are written when it is. */
  triggers: Record<string, string[]>;
}

const migrations = new URL('../packages/issuer/src/database/migrations/', import.meta.url);

/** What the migrations make: calling a function, or firing a trigger, counts as writing. */
export async function readDatabaseCode(): Promise<DatabaseCode> {
  const names = (await readdir(migrations)).filter((name) => name.endsWith('.sql')).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, migrations), 'utf8')));
  return databaseCode(texts.join('\n'));
}

export function databaseCode(sql: string): DatabaseCode {
  const bodies = sql.matchAll(/create (?:or replace )?function (\w+) *\(.*?\$\$(.*?)\$\$/gis);
  const functions = Object.fromEntries(
    [...bodies]
      .map(([, name, body]) => [name!.toLowerCase(), writtenBy(body!)] as const)
      .filter(([, tables]) => tables.length > 0),
  );
  const made = sql.matchAll(/create [^;]*?trigger [^;]*? on (\w+)[^;]*? execute function (\w+)/gi);
  const triggers = Object.fromEntries(
    [...made].map(([, table, name]) => [
      table!.toLowerCase(),
      functions[name!.toLowerCase()] ?? [],
    ]),
  );
  return { functions, triggers };
}

/**
 * Which folder writes which table, by every statement outside `database/`, whose statements know
 * the tables only from their callers.
 *
 * @throws Error for a statement whose table cannot be told from its file.
 */
export function findTableWriters(files: readonly SourceFile[], code: DatabaseCode): TableWriters {
  const writers = new Map<string, Set<string>>();
  for (const file of files) {
    if (file.package !== 'issuer' || file.isTest || file.folder === 'database') continue;
    for (const table of tablesWrittenIn(file, code)) {
      writers.set(table, (writers.get(table) ?? new Set()).add(file.folder));
    }
  }
  return Object.fromEntries(
    [...writers]
      .map(([table, folders]) => [table, [...folders].toSorted()] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

const reconciler = 'packages/issuer/src/database/reconcile.ts';

function tablesWrittenIn(file: SourceFile, { functions, triggers }: DatabaseCode): string[] {
  const text = file.statements.map((statement) => statement.text).join(';\n');
  const written = writtenBy(text);
  const called = Object.entries(functions)
    .filter(([name]) => new RegExp(`\\b${name}\\s*\\(`, 'i').test(text))
    .flatMap(([, tables]) => tables);
  const reconciles = file.imports.some(
    ({ target, isType }) => target?.path === reconciler && !isType,
  );
  const named = written.includes('?') || reconciles ? file.tableNames : [];
  if (written.includes('?') && named.length === 0) {
    throw new Error(
      `${file.path} writes a table that its statement does not name. Write the name into the ` +
        'statement, or into a constant of this file: { table: … }.',
    );
  }
  const direct = [...written.filter((table) => table !== '?'), ...called, ...named];
  return direct.flatMap((table) => [table, ...(triggers[table] ?? [])]);
}

/** The tables that a text of SQL writes; `?` where the name is put in. */
function writtenBy(sql: string): string[] {
  const plain = sql
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*.*?\*\//gs, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/\s+/g, ' ')
    .toLowerCase();
  const name = '(?:only )?(?:"?public"?\\.)?"?(\\?|[a-z_]\\w*)';
  const verbs =
    '\\binsert into|\\bdelete from|\\bmerge into|\\btruncate(?: table)?|' +
    '(?<!\\bfor |\\bfor no key |\\bdo )\\bupdate';
  return [...plain.matchAll(new RegExp(`(?:${verbs}) ${name}`, 'g'))].map(([, table]) => table!);
}

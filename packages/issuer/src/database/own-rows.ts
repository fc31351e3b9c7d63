import type { Transaction } from './connection.ts';
import type { DeclaredTable } from './reconcile.ts';

type Table = Pick<DeclaredTable, 'table' | 'key' | 'columns'>;
type Row = Readonly<Record<string, unknown>>;

/**
 * Adds a row that is not the file's to a table in which the file declares others.
 *
 * @returns false where there is one under this key
 */
export async function insertOwnRow(
  tx: Transaction,
  { table, key, columns }: Table,
  row: Row,
): Promise<boolean> {
  const names = Object.keys(columns).join(', ');
  const made = await tx.unsafe(
    `insert into ${table} (${names}, declared)
     select ${names}, false from jsonb_to_recordset($1::jsonb) as row (${typed(columns)})
     on conflict (${key}) do nothing returning ${key}`,
    [tx.json([row] as never) as never],
  );
  return made.length === 1;
}

/**
 * Writes some columns of a row that is not the file's.
 *
 * @returns false where there is none
 */
export async function updateOwnRow(
  tx: Transaction,
  { table, key, columns }: Table,
  id: string,
  change: Row,
): Promise<boolean> {
  const changed = Object.fromEntries(
    Object.entries(columns).filter(([name]) => name !== key && name in change),
  );
  const names = Object.keys(changed);
  if (names.length === 0) return true;
  const written = await tx.unsafe(
    `update ${table} set ${names.map((name) => `${name} = given.${name}`).join(', ')}
     from jsonb_to_recordset($1::jsonb) as given (${typed(changed)})
     where ${table}.${key} = $2 and not ${table}.declared returning ${table}.${key}`,
    [tx.json([change] as never) as never, id as never],
  );
  return written.length === 1;
}

const typed = (columns: Table['columns']): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

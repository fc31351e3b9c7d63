import type { Transaction } from './connection.ts';

/** What became of one declared thing: `client:shop-web`. */
export interface Difference {
  what: 'added' | 'changed' | 'removed';
  name: string;
  /** The same in the words of the change log, which know users by their ids. */
  subject: string;
  /** Where it was given or lost something: `role support`. */
  change?: 'given' | 'taken' | undefined;
  thing?: string | undefined;
}

/** The keys of what was removed: of `client:shop-web`, `shop-web`. */
export const removedKeys = (differences: readonly Difference[], kind: string): string[] =>
  differences
    .filter(({ what, name }) => what === 'removed' && name.startsWith(`${kind}:`))
    .map(({ name }) => name.slice(kind.length + 1));

/** A table whose rows the file declares under a key. */
export interface DeclaredTable {
  table: string;
  /** What one row is called in summaries and in the audit log. */
  kind: string;
  key: string;
  /** The columns that the file sets, the key among them, with their types. */
  columns: Readonly<Record<string, string>>;
}

/**
 * Brings the declared rows of a table to what is wanted, in one statement: writes what differs,
 * deletes what was declared before and is no longer, and leaves all other rows alone. A row that
 * was made otherwise under a key that is declared now becomes a declared one.
 */
export async function reconcileTable(
  tx: Transaction,
  { table, kind, key, columns }: DeclaredTable,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Difference[]> {
  const names = Object.keys(columns);
  const list = (form: (name: string) => string) => names.map(form).join(', ');
  return tx.unsafe<Difference[]>(
    `with wanted as (
       select * from jsonb_to_recordset($1::jsonb) as row (${list((name) => `${name} ${columns[name]}`)})
     ), gone as (
       delete from ${table} where declared and ${key} not in (select ${key} from wanted)
       returning ${key} as key
     ), put as (
       insert into ${table} (${list((name) => name)}, declared)
       select ${list((name) => name)}, true from wanted
       on conflict (${key}) do update
         set declared = true, ${list((name) => `${name} = excluded.${name}`)}
         where (${table}.declared, ${list((name) => `${table}.${name}`)})
           is distinct from (true, ${list((name) => `excluded.${name}`)})
       returning ${key} as key
     )
     select 'removed' as what, '${kind}:' || key as name, '${kind}:' || key as subject from gone
     union all
     select case when exists (select from ${table} before where before.${key} = put.key)
       then 'changed' else 'added' end, '${kind}:' || key, '${kind}:' || key from put
     order by 2`,
    [tx.json(rows as never) as never],
  );
}

/** A table that says nothing but which things belong to an owner. */
export interface PairTable {
  table: string;
  kind: string;
  owner: string;
  member: string;
  /** What one member is called. */
  thing: string;
}

/** PostgreSQL's own text form of bytes, for rows that travel as JSON. */
export const byteaText = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

/** Gives each owner exactly the members that are wanted. Other owners are left alone. */
export async function reconcilePairs(
  tx: Transaction,
  { table, kind, owner, member, thing }: PairTable,
  wanted: ReadonlyMap<string, readonly string[]>,
): Promise<Difference[]> {
  const pairs = [...wanted].flatMap(([name, members]) => members.map((each) => [name, each]));
  return tx.unsafe<Difference[]>(
    `with wanted as (
       select distinct * from unnest($2::text[], $3::text[]) as pair (owner, member)
     ), gone as (
       delete from ${table}
       where ${owner} = any($1::text[])
         and (${owner}, ${member}) not in (select owner, member from wanted)
       returning ${owner} as owner, ${member} as member
     ), put as (
       insert into ${table} (${owner}, ${member}) select owner, member from wanted
       on conflict do nothing returning ${owner} as owner, ${member} as member
     )
     select 'changed' as what, '${kind}:' || owner as name, '${kind}:' || owner as subject,
       change, '${thing} ' || member as thing
     from (select *, 'taken' as change from gone union all select *, 'given' from put) changed
     order by 2, change desc, 5`,
    [[...wanted.keys()], pairs.map(([name]) => name), pairs.map(([, each]) => each)] as never,
  );
}

import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Transaction } from './connection.ts';

/** What became of one declared thing: `client:shop-web`. */
export interface Difference {
  what: 'added' | 'changed' | 'removed';
  name: string;
  /** The same in the words of the change log, which know users by their ids. */
  subject: string;
  /** What is cached and not true any more. Empty for what was added, which is in no cache yet. */
  tags: CacheTag[];
  /** Whether an administrator had made it, and the file declares it from now on. */
  takenOver?: boolean;
  /** Where it was given or lost something: `role support`. */
  change?: 'given' | 'taken' | undefined;
  thing?: string | undefined;
}

/** The keys of what was removed or changed: of `client:shop-web`, `shop-web`. */
const keysOf =
  (wanted: Difference['what']) =>
  (differences: readonly Difference[], kind: string): string[] =>
    differences
      .filter(({ what, name }) => what === wanted && name.startsWith(`${kind}:`))
      .map(({ name }) => name.slice(kind.length + 1));

export const removedKeys = keysOf('removed');
export const changedKeys = keysOf('changed');

type Kind = 'api' | 'role' | 'group' | 'client' | 'provider' | 'trusted_issuer';

/** A table whose rows the file declares under a key. */
export interface DeclaredTable {
  table: string;
  /** What one row is called in summaries, in the audit log and as a cache tag. */
  kind: Kind;
  key: string;
  /** Those of the columns that tokens are made of: a change to another one evicts nothing. */
  cached: readonly string[];
  /** The same for columns that a narrower tag stands for than that of the row. */
  cachedApart?: Readonly<Record<string, 'client_secret'>>;
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
  { table, kind, key, columns, cached, cachedApart = {} }: DeclaredTable,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Difference[]> {
  const names = Object.keys(columns);
  const list = (form: (name: string) => string) => names.map(form).join(', ');
  const found = await tx.unsafe<RowDifference[]>(
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
       returning ${list((name) => name)}
     )
     select 'removed' as what, key, '{}' as changed, false as "takenOver" from gone
     union all
     select case when before.${key} is null then 'added' else 'changed' end, put.${key},
       array_remove(array[${list(ifChanged)}], null), before.declared is not distinct from false
     from put left join ${table} before on before.${key} = put.${key}
     order by 2`,
    [tx.json(rows as never) as never],
  );
  return found.map(({ what, key, changed, takenOver }) => {
    const subject = `${kind}:${key}` as const;
    const touches = what === 'removed' || changed.some((column) => cached.includes(column));
    const apart = new Set(changed.flatMap((column) => cachedApart[column] ?? []));
    const tags: CacheTag[] = touches ? [subject] : [];
    for (const narrower of apart) tags.push(`${narrower}:${key}`);
    return { what, name: subject, subject, takenOver, tags: what === 'added' ? [] : tags };
  });
}

interface RowDifference {
  what: Difference['what'];
  key: string;
  /** The columns whose values are other ones. */
  changed: string[];
  takenOver: boolean;
}

const ifChanged = (name: string): string =>
  `case when before.${name} is distinct from put.${name} then '${name}' end`;

/** A table that says nothing but which things belong to an owner. */
export interface PairTable {
  table: string;
  kind: Kind;
  owner: string;
  member: string;
  /** What one member is called. */
  thing: string;
  /**
   * Whether administrators give such things too, with `declared` and `valid_until` of their own. What they
   * gave stays; what the file gives is given for good.
   */
  given?: true;
}

/** PostgreSQL's own text form of bytes, for rows that travel as JSON. */
export const byteaText = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

/** Gives each owner exactly the members that are wanted. Other owners are left alone. */
export async function reconcilePairs(
  tx: Transaction,
  { table, kind, owner, member, thing, given }: PairTable,
  wanted: ReadonlyMap<string, readonly string[]>,
): Promise<Difference[]> {
  const pairs = [...wanted].flatMap(([name, members]) => members.map((each) => [name, each]));
  const found = await tx.unsafe<PairDifference[]>(
    `with wanted as (
       select distinct * from unnest($2::text[], $3::text[]) as pair (owner, member)
     ), gone as (
       delete from ${table}
       where ${owner} = any($1::text[])${given ? ' and declared' : ''}
         and (${owner}, ${member}) not in (select owner, member from wanted)
       returning ${owner} as owner, ${member} as member
     ), put as (
       insert into ${table} (${owner}, ${member}) select owner, member from wanted
       on conflict ${
         given
           ? `(${owner}, ${member}) do update set declared = true, valid_until = null
              where not ${table}.declared or ${table}.valid_until is not null`
           : 'do nothing'
       } returning ${owner} as owner, ${member} as member
     )
     select owner, change, '${thing} ' || member as thing
     from (select *, 'taken' as change from gone union all select *, 'given' from put) changed
     order by owner, change desc, thing`,
    [[...wanted.keys()], pairs.map(([name]) => name), pairs.map(([, each]) => each)] as never,
  );
  return found.map(({ owner, change, thing }) => {
    const subject = `${kind}:${owner}` as const;
    const tags: CacheTag[] = [change === 'taken' ? subject : `more:${subject}`];
    return { what: 'changed', name: subject, subject, tags, change, thing };
  });
}

interface PairDifference {
  owner: string;
  change: 'given' | 'taken';
  thing: string;
}

import type { Queryable } from './connection.ts';
import type { Migration } from './migration-files.ts';
import type { AppliedMigration, History } from './migration-history.ts';

/** Reads only, so that a look at a database of another program leaves it as it is. */
export async function readHistory(sql: Queryable): Promise<History> {
  const [found] = await sql<[{ schema: string; tables: string[]; ours: boolean }]>`
    select current_schema() as schema,
      coalesce(array_agg(relname::text order by relname) filter (where relname <> 'migrations'), '{}')
        as tables,
      count(*) filter (where relname = 'migrations' and columns @> '{name,digest}') = 1 as ours
    from (
      select relname, array(
        select attname::text from pg_attribute where attrelid = c.oid and not attisdropped
      ) as columns
      from pg_class c
      where relnamespace = (select oid from pg_namespace where nspname = current_schema())
        and relkind in ('r', 'p') and not relispartition
        and not exists (
          select from pg_depend
          where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e'
        )
    ) as relations`;
  const { schema, tables, ours } = found;
  if (ours) {
    // Of the same type with the column `version` and without it, which the first versions did not have.
    const applied = await sql<AppliedMigration[]>`
      select name, digest, to_jsonb(migrations) ->> 'version' as version from migrations`;
    return { schema, tables, applied };
  }
  const [other] =
    await sql`select where to_regclass(quote_ident(${schema}) || '.migrations') is not null`;
  return { schema, tables: other ? [...tables, 'migrations'] : tables, applied: null };
}

/** The table that says what was applied. It is older than the first migration. */
export async function ensureHistory(tx: Queryable): Promise<void> {
  await tx.unsafe(
    `create table if not exists migrations (
       name text primary key, digest text not null, applied_at timestamptz not null default now());
     alter table migrations add column if not exists version text`,
  );
}

/** Applies one and writes it down. */
export async function applyMigration(
  tx: Queryable,
  { name, sql, digest }: Migration,
  version: string | null,
): Promise<void> {
  await tx.unsafe(sql);
  await tx`
    insert into migrations (name, digest, version) values (${name}, ${digest}, ${version})`;
}

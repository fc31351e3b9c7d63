import type { Queryable, Transaction } from '../../database/connection.ts';
import { locks } from '../../database/locks.ts';
import { insertOwnRow } from '../../database/own-rows.ts';
import { type Difference, reconcilePairs, reconcileTable } from '../../database/reconcile.ts';
import { rowParser } from '../../database/row.ts';
import type { Fragment } from '../../database/statement.ts';
import { type DeclaredGroup, type Group, type GroupDetails, group, groupDetails } from './group.ts';

const parseGroup = rowParser('groups', 'name', group);

const parseDetails = rowParser('groups', 'name', groupDetails);

export interface GroupQuery {
  /** A part of the name, in any case. */
  search?: string | undefined;
  /** Those right below a group; null: those at the top. */
  parent?: string | null | undefined;
  /** Those that were given this role themselves. */
  role?: string | undefined;
  /** Those that are one of these or lie below one; null: all. To be one of these is to be at the top. */
  within?: readonly string[] | null;
  /** The last one of the page before. */
  after: string | null;
  limit: number;
}

const columns = (sql: Queryable) => sql`
  name, parent, declared,
  exists (select from groups child where child.parent = groups.name) as "hasSubgroups"`;

/** By name. */
export async function readGroups(
  sql: Queryable,
  { search, parent, role, within = null, after, limit }: GroupQuery,
  now: Date,
): Promise<Group[]> {
  const rows = await sql`
    select ${columns(sql)},
      array(select role from group_roles where group_name = name
        and (valid_until is null or valid_until > ${now}) order by role) as roles
    from groups
    where true
      ${after === null ? sql`` : sql`and name > ${after}`}
      ${search === undefined ? sql`` : sql`and strpos(lower(name), lower(${search})) > 0`}
      ${parent === undefined ? sql`` : parent === null ? atTheTop(sql, within) : sql`and parent = ${parent}`}
      ${within === null || parent === null ? sql`` : sql`and name = any(array(${below(sql, within)}))`}
      ${role === undefined ? sql`` : sql`and exists (select from group_roles given where given.group_name = name and given.role = ${role} and (given.valid_until is null or given.valid_until > ${now}))`}
    order by name limit ${limit}`;
  return rows.map(parseGroup);
}

const atTheTop = (sql: Queryable, within: readonly string[] | null): Fragment =>
  within === null ? sql`and parent is null` : sql`and name = any(${[...within]})`;

const below = (sql: Queryable, within: readonly string[]): Fragment => sql`
  with recursive below (name) as (
    select name from groups where name = any(${[...within]})
    union
    select child.name from below
    cross join lateral (select name from groups where parent = below.name offset 0) child
  )
  select name from below`;

export async function readGroup(
  sql: Queryable,
  name: string,
  now: Date,
): Promise<GroupDetails | null> {
  const [row] = await sql`
    with recursive above (name, parent, distance) as (
      select name, parent, 0 from groups where name = ${name}
      union all
      select g.name, g.parent, distance + 1 from above
      cross join lateral (select name, parent from groups where name = above.parent limit 1) g
    )
    select ${columns(sql)},
      (select coalesce(json_agg(json_build_object('name', role, 'validUntil', valid_until,
          'declared', given.declared) order by role), '[]')
        from group_roles given where group_name = groups.name) as roles,
      array(select above.name from above where distance > 0 order by distance) as ancestors,
      array(select distinct role from group_roles
        where group_name = any (array(select above.name from above))
          and (valid_until is null or valid_until > ${now}) order by role) as "effectiveRoles"
    from groups where name = ${name}`;
  return row ? parseDetails(row) : null;
}

/** Until the end of the transaction no other one changes what is below what. */
export async function lockTree(tx: Transaction): Promise<void> {
  await tx`select pg_advisory_xact_lock(${locks.groups})`;
}

/** Whether it is there: then it is not deleted until the end of the transaction. */
export async function isThere(tx: Transaction, name: string): Promise<boolean> {
  const { count } = await tx`select from groups where name = ${name} for key share`;
  return count === 1;
}

/** Until the end of the transaction no other one changes it, or gives anything to or by it. */
export async function lockGroup(tx: Transaction, name: string): Promise<void> {
  await tx`select from groups where name = ${name} for update`;
}

/** Whether a group is the other one, or somewhere below it. */
export async function isBelow(tx: Transaction, name: string, other: string): Promise<boolean> {
  const { count } = await tx`
    with recursive above (name, parent) as (
      select name, parent from groups where name = ${name}
      union
      select g.name, g.parent from above
      cross join lateral (select name, parent from groups where name = above.parent limit 1) g
    )
    select from above where name = ${other}`;
  return count === 1;
}

export const insertGroup = (
  tx: Transaction,
  given: { name: string; parent: string | null },
): Promise<boolean> => insertOwnRow(tx, groups, given);

export async function writeParent(
  tx: Transaction,
  name: string,
  parent: string | null,
): Promise<void> {
  await tx`update groups set parent = ${parent} where name = ${name} and not declared`;
}

export async function deleteGroupRow(tx: Transaction, name: string): Promise<void> {
  await tx`delete from groups where name = ${name} and not declared`;
}

/** @returns whether it was not so already */
export async function insertGroupRole(
  tx: Transaction,
  { group: name, role }: { group: string; role: string },
  validUntil: Date | null,
): Promise<boolean> {
  const { count } = await tx`
    insert into group_roles (group_name, role, valid_until, declared)
    values (${name}, ${role}, ${validUntil}, false)
    on conflict (group_name, role) do update set valid_until = excluded.valid_until
      where not group_roles.declared
        and group_roles.valid_until is distinct from excluded.valid_until`;
  return count === 1;
}

/** @returns `declared` where the file gives it, and it stays. */
export async function deleteGroupRole(
  tx: Transaction,
  { group: name, role }: { group: string; role: string },
): Promise<'deleted' | 'absent' | 'declared'> {
  const [row] = await tx<{ declared: boolean }[]>`
    select declared from group_roles where group_name = ${name} and role = ${role} for update`;
  if (!row) return 'absent';
  if (row.declared) return 'declared';
  await tx`delete from group_roles where group_name = ${name} and role = ${role} and not declared`;
  return 'deleted';
}

const groups = {
  table: 'groups',
  kind: 'group',
  key: 'name',
  columns: { name: 'text', parent: 'text' },
  cached: ['parent'],
} as const;

const roles = {
  table: 'group_roles',
  kind: 'group',
  owner: 'group_name',
  member: 'role',
  thing: 'role',
  given: true,
} as const;

export const reconcileGroups = (
  tx: Transaction,
  declared: readonly DeclaredGroup[],
): Promise<Difference[]> => reconcileTable(tx, groups, declared);

/** A group that administrators made below one that the file no longer declares, if there is one. */
export async function readOrphan(
  tx: Transaction,
  declared: readonly string[],
): Promise<{ name: string; parent: string } | null> {
  const [row] = await tx<{ name: string; parent: string }[]>`
    select child.name, child.parent from groups child join groups above on above.name = child.parent
    where not child.declared and above.declared
      and child.name <> all(${[...declared]}) and above.name <> all(${[...declared]})
    order by child.name limit 1`;
  return row ?? null;
}

export const reconcileGroupRoles = (
  tx: Transaction,
  declared: readonly DeclaredGroup[],
): Promise<Difference[]> =>
  reconcilePairs(tx, roles, new Map(declared.map((group) => [group.name, group.roles])));

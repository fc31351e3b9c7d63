import type { Queryable, Transaction } from '../database/connection.ts';
import { locks } from '../database/locks.ts';
import {
  type AdminPermission,
  adminPermissionMeanings,
  adminPermissions,
  adminPermissionsIn,
  grantableAdminPermissions,
} from './admin-permissions.ts';
import type { AssignmentKind } from './assign.store.ts';
import { reachTypes } from './delegation/reach.ts';

type Row = { permission: string }[];

const meaningOf = (rows: Row): AdminPermission[] =>
  adminPermissionsIn(rows.map(({ permission }) => permission));

/** A role on one group or organization gives something there, and its holder is an administrator, too. */
const isReach = (sql: Queryable) => sql`type = any(${[...reachTypes]})`;

/** The admin permissions that roles give, or groups with their ancestors, be it on one thing only. */
export async function adminPermissionsGivenBy(
  sql: Queryable,
  kind: AssignmentKind,
  ...names: readonly string[]
): Promise<AdminPermission[]> {
  const isMeant =
    kind === 'role'
      ? sql`role = any(${[...names]})`
      : // Arrays, so that each group and role is looked up in the index.
        sql`role = any(array(
          with recursive above (name, parent) as (
            select name, parent from groups where name = any(${[...names]})
            union
            select g.name, g.parent from above
            cross join lateral (select name, parent from groups where name = above.parent limit 1) g
          )
          select role from group_roles where group_name = any(array(select name from above))
          union all
          select role from resource_roles
          where holder = any(array(select 'group:' || name from above)) and ${isReach(sql)}))`;
  return meaningOf(
    await sql<Row>`
    select distinct permission from role_permissions
    where ${isMeant} and permission = any(${[...grantableAdminPermissions]})
    order by permission`,
  );
}

/** What roles give, at any API. */
export async function readPermissionsOf(
  sql: Queryable,
  roles: readonly string[],
): Promise<string[]> {
  const rows = await sql<Row>`
    select distinct permission from role_permissions where role = any(${[...roles]})
    order by permission`;
  return rows.map(({ permission }) => permission);
}

/** The admin permissions that a user has everywhere at this moment, be the account disabled or not. */
export async function adminPermissionsOfUser(
  sql: Queryable,
  userId: string,
  now: Date,
): Promise<AdminPermission[]> {
  return meaningOf(
    await sql<Row>`
    select distinct permission
    from effective_roles(${userId}, ${now}) held join role_permissions on role = any(held.roles)
    where permission = any(${[...grantableAdminPermissions]})
    order by permission`,
  );
}

/** With those that they have on one group or organization only. */
export async function adminPermissionsOfUserAnywhere(
  sql: Queryable,
  userId: string,
  now: Date,
): Promise<AdminPermission[]> {
  return meaningOf(
    await sql<Row>`
    with held as materialized (select * from effective_roles(${userId}, ${now}))
    select distinct permission from role_permissions
    where role = any (array(
        select unnest(held.roles) from held
        union all
        select role from resource_roles
        where holder = any (array(
            select 'user:' || ${userId}::text
            union all
            select 'group:' || unnest(held.groups) from held))
          and ${isReach(sql)} and (valid_until is null or valid_until > ${now})))
      and permission = any(${[...grantableAdminPermissions]})
    order by permission`,
  );
}

/** The admin permissions that a client has everywhere at this moment, be it disabled or not. */
export async function adminPermissionsOfClient(
  sql: Queryable,
  id: string,
  now: Date,
): Promise<AdminPermission[]> {
  return meaningOf(
    await sql<Row>`
    select distinct permission from client_roles join role_permissions using (role)
    where client_id = ${id} and (valid_until is null or valid_until > ${now})
      and permission = any(${[...grantableAdminPermissions]})
    order by permission`,
  );
}

/** With those that it has on one group or organization only. */
export async function adminPermissionsOfClientAnywhere(
  sql: Queryable,
  id: string,
  now: Date,
): Promise<AdminPermission[]> {
  return meaningOf(
    await sql<Row>`
    select distinct permission from role_permissions
    where role = any (array(
        select role from client_roles
        where client_id = ${id} and (valid_until is null or valid_until > ${now})
        union all
        select role from resource_roles
        where holder = 'client:' || ${id}::text and ${isReach(sql)}
          and (valid_until is null or valid_until > ${now})))
      and permission = any(${[...grantableAdminPermissions]})
    order by permission`,
  );
}

/** Whether a user is there, and not disabled. */
export async function isActiveUser(sql: Queryable, id: string): Promise<boolean> {
  const { count } = await sql`select from users where id = ${id} and disabled_at is null`;
  return count === 1;
}

/** Whether a client is there, and not disabled. */
export async function isActiveClient(sql: Queryable, id: string): Promise<boolean> {
  const { count } = await sql`select from clients where id = ${id} and disabled_at is null`;
  return count === 1;
}

/** Until this transaction ends, no other one changes who is administrator. */
export async function lockAdministrators(tx: Transaction): Promise<void> {
  await tx`select pg_advisory_xact_lock(${locks.administrators})`;
}

export interface Administrators {
  /** Users who have all admin permissions now, and are not disabled. */
  present: number;
  /** Those of them whose rights do not end by themselves, nor with what a provider says of them. */
  lasting: number;
}

/** Few may change roles, so that few are looked at. */
const first: AdminPermission = 'roles:write';
const givesFirst = adminPermissionMeanings
  .filter(([, means]) => means === first)
  .map(([given]) => given);
const given = adminPermissionMeanings.map(([each]) => each);
const means = adminPermissionMeanings.map(([, each]) => each);

export async function countAdministrators(sql: Queryable, now: Date): Promise<Administrators> {
  // What is there at the end of time has no end.
  const holdsAll = (at: Date | null) => sql`
    (select count(distinct means)
     from effective_roles(users.id, ${at ? sql`${at}` : sql`'infinity'`}) held
     join role_permissions on role = any(held.roles)
     join unnest(${given}::text[], ${means}::text[]) meaning (given, means) on given = permission
    ) = ${adminPermissions.length}`;
  const [row] = await sql<Administrators[]>`
    with recursive bearing as (
      select role from role_permissions where permission = any(${givesFirst})
    ), below (name) as (
      select group_name from group_roles where role in (select role from bearing)
      union
      select g.name from below
      cross join lateral (select name from groups where parent = below.name offset 0) g
    ), holders (id, own) as (
      -- Arrays, so that each role and group is looked up in the index.
      select user_id, true from user_roles where role = any (array(select role from bearing))
      union
      select user_id, true from group_members where group_name = any (array(select name from below))
      union
      select user_id, false from identity_groups where group_name = any (array(select name from below))
    )
    select count(distinct id) filter (where
        -- What lasts is there now, too, and need not be looked for.
        case when lasting then true else ${holdsAll(now)} end) as present,
      count(distinct id) filter (where lasting) as lasting
    from (
      select users.id, case when own then ${holdsAll(null)} else false end as lasting
      from holders cross join lateral (
        select id from users where users.id = holders.id and disabled_at is null limit 1
      ) users offset 0
    ) users`;
  return row!;
}

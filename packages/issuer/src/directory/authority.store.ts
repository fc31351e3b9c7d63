import type { Queryable, Transaction } from '../database/connection.ts';
import { locks } from '../database/locks.ts';
import type { AssignmentKind } from './assign.store.ts';
import { type AdminPermission, adminPermissions } from './built-in.ts';

type Row = { permission: string }[];

const namesOf = (rows: Row): string[] => rows.map(({ permission }) => permission);

/** The admin permissions that a role gives, or a group with its ancestors. */
export async function adminPermissionsGivenBy(
  sql: Queryable,
  kind: AssignmentKind,
  name: string,
): Promise<string[]> {
  const roles =
    kind === 'role'
      ? sql`select ${name} as role`
      : sql`
        select role from group_roles where group_name in (
          with recursive above (name, parent) as (
            select name, parent from groups where name = ${name}
            union
            select g.name, g.parent from groups g join above on g.name = above.parent
          )
          select name from above)`;
  return namesOf(
    await sql<Row>`
    select distinct permission from role_permissions
    where role in (${roles}) and permission = any(${[...adminPermissions]})
    order by permission`,
  );
}

/** The admin permissions that a user has at this moment, be the account disabled or not. */
export async function adminPermissionsOfUser(
  sql: Queryable,
  userId: string,
  now: Date,
): Promise<string[]> {
  return namesOf(
    await sql<Row>`
    select distinct permission
    from effective_roles(${userId}, ${now}) held join role_permissions on role = any(held.roles)
    where permission = any(${[...adminPermissions]})
    order by permission`,
  );
}

export async function adminPermissionsOfClient(sql: Queryable, id: string): Promise<string[]> {
  return namesOf(
    await sql<Row>`
    select distinct permission from client_roles join role_permissions using (role)
    where client_id = ${id} and permission = any(${[...adminPermissions]})
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

/** The one that changes who has the others. Few have it, so that few are looked at. */
const first: AdminPermission = 'directory:write';

export async function countAdministrators(sql: Queryable, now: Date): Promise<Administrators> {
  // What is there at the end of time has no end.
  const holdsAll = (at: Date | null) => sql`
    (select count(distinct permission)
     from effective_roles(users.id, ${at ? sql`${at}` : sql`'infinity'`}) held
     join role_permissions on role = any(held.roles)
     where permission = any(${[...adminPermissions]})) = ${adminPermissions.length}`;
  const [row] = await sql<Administrators[]>`
    with recursive bearing as (
      select role from role_permissions where permission = ${first}
    ), below (name) as (
      select group_name from group_roles where role in (select role from bearing)
      union
      select g.name from groups g join below on g.parent = below.name
    ), holders (id, own) as (
      -- Arrays, so that each role and group is looked up in the index.
      select user_id, true from user_roles where role = any (array(select role from bearing))
      union
      select user_id, true from group_members where group_name = any (array(select name from below))
      union
      select user_id, false from identity_groups where group_name = any (array(select name from below))
    )
    select count(distinct users.id) filter (where ${holdsAll(now)}) as present,
      count(distinct users.id) filter (where own and ${holdsAll(null)}) as lasting
    from holders cross join lateral (
      select id from users where users.id = holders.id and disabled_at is null limit 1
    ) users`;
  return row!;
}

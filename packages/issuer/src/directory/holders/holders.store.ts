import type { Queryable } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { Fragment } from '../../database/statement.ts';
import { type Holder, holder } from './holder.ts';

const parseHolder = rowParser('users', 'id', holder);

/** Those who have a role, or those who are in a group. */
export type Held =
  | {
      role: string;
      /** The key of an organization: those who have it there. */
      organization?: string | undefined;
    }
  | { group: string; direct: boolean };

export interface HolderQuery {
  held: Held;
  /** The id of the last one of the page before. */
  after: string | null;
  limit: number;
}

/**
 * By their ids, which is how each place where they can be is sorted: of each it reads no more than a
 * page. What has ended is left out.
 */
export async function readHolders(
  sql: Queryable,
  { held, after, limit }: HolderQuery,
  now: Date,
): Promise<Holder[]> {
  const inOne = 'role' in held && held.organization !== undefined;
  const rows = await sql`
    with recursive below (name, path, valid_until) as (
      ${'role' in held ? groupsWithRole(sql, held.role, now) : sql`select ${held.group}::text, array[${held.group}::text], null::timestamptz`}
      union all
      select child.name, array[child.name] || below.path, below.valid_until
      from below
      cross join lateral (select name from groups where parent = below.name offset 0) child
      where not ('direct' = ${'direct' in held && held.direct ? 'direct' : ''})
        and child.name <> all (below.path)
    ), page as (
      select user_id from (
        ${
          inOne
            ? withinOne(sql, held, { after, limit }, now)
            : sql`
        ${'role' in held ? directly(sql, held.role, { after, limit }, now) : sql`select null::uuid as user_id where false`}
        ${'role' in held ? sql`union ${within(sql, held.role, { after, limit }, now)}` : sql``}
        union
        select members.user_id from (select distinct name from below) groups
        cross join lateral (
          select user_id from group_members where group_name = groups.name
            and (valid_until is null or valid_until > ${now}) ${beyond(sql, after)}
          order by user_id limit ${limit}
        ) members
        union
        select members.user_id from (select distinct name from below) groups
        cross join lateral (
          select user_id from identity_groups where group_name = groups.name ${beyond(sql, after)}
          order by user_id limit ${limit}
        ) members`
        }
      ) found order by user_id limit ${limit}
    )
    select users.id, users.email, users.name, users.disabled_at is not null as disabled, (
      select coalesce(json_agg(way order by way::text), '[]') from (
        ${
          'role' in held
            ? sql`select json_build_object('by', 'assignment', 'validUntil', valid_until,
                'declared', declared) as way
              from user_roles where user_id = page.user_id and role = ${held.role}
                and (valid_until is null or valid_until > ${now})
              union all
              select json_build_object('by', 'organization', 'organization', o.key,
                'members', r.user_id is null, 'validUntil', r.valid_until, 'declared', false)
              from organization_members m
              cross join lateral (${living(sql, sql`m.organization_id`)}) o
              cross join lateral (
                select * from organization_roles given
                where given.organization_id = m.organization_id and given.role = ${held.role}
                  and (given.user_id = m.user_id or given.user_id is null) offset 0
              ) r
              where m.user_id = page.user_id and (r.valid_until is null or r.valid_until > ${now})
              union all`
            : sql``
        }
        select json_build_object('by', 'group', 'path', path, 'provider', null,
          'validUntil', least(membership.valid_until, below.valid_until),
          'declared', membership.declared) as way
        from group_members membership join below on below.name = membership.group_name
        where membership.user_id = page.user_id
          and (membership.valid_until is null or membership.valid_until > ${now})
        union all
        select json_build_object('by', 'group', 'path', path, 'provider', provider,
          'validUntil', below.valid_until, 'declared', false)
        from identity_groups membership join below on below.name = membership.group_name
        where membership.user_id = page.user_id
      ) ways
    ) as ways
    from page cross join lateral (select * from users where id = page.user_id limit 1) users
    order by users.id`;
  return rows.map(parseHolder);
}

const groupsWithRole = (sql: Queryable, role: string, now: Date): Fragment => sql`
  select group_name, array[group_name], valid_until from group_roles
  where role = ${role} and (valid_until is null or valid_until > ${now})`;

const directly = (
  sql: Queryable,
  role: string,
  { after, limit }: { after: string | null; limit: number },
  now: Date,
): Fragment => sql`(
  select user_id from user_roles where role = ${role}
    and (valid_until is null or valid_until > ${now}) ${beyond(sql, after)}
  order by user_id limit ${limit})`;

/** Of roles that count within an organization alone: given to one member, or to all. */
const within = (
  sql: Queryable,
  role: string,
  { after, limit }: { after: string | null; limit: number },
  now: Date,
): Fragment => sql`(
  select user_id from organization_roles r
  cross join lateral (${living(sql, sql`r.organization_id`)}) o
  where role = ${role} and user_id is not null
    and (valid_until is null or valid_until > ${now}) ${beyond(sql, after)}
  order by user_id limit ${limit})
  union
  select members.user_id from (
    select organization_id from organization_roles where role = ${role} and user_id is null
      and (valid_until is null or valid_until > ${now})
  ) given
  cross join lateral (${living(sql, sql`given.organization_id`)}) o
  cross join lateral (
    select user_id from organization_members where organization_id = given.organization_id
      ${beyond(sql, after)}
    order by user_id limit ${limit}
  ) members`;

/** The same of one organization, which is named by its key. */
const withinOne = (
  sql: Queryable,
  { role, organization }: { role: string; organization?: string | undefined },
  { after, limit }: { after: string | null; limit: number },
  now: Date,
): Fragment => {
  const held = (user: Fragment) => sql`
    select user_id from organization_roles
    where organization_id = (
        select id from organizations where key = ${organization!} and disabled_at is null)
      and role = ${role} and (valid_until is null or valid_until > ${now}) and ${user}`;
  return sql`(
    ${held(sql`user_id is not null`)} ${beyond(sql, after)} order by user_id limit ${limit})
    union
    select members.user_id from (${held(sql`user_id is null`)} limit 1) given
    cross join lateral (
      select user_id from organization_members
      where organization_id = (select id from organizations where key = ${organization!})
        ${beyond(sql, after)}
      order by user_id limit ${limit}
    ) members`;
};

const living = (sql: Queryable, id: Fragment): Fragment => sql`
  select key from organizations where id = ${id} and disabled_at is null limit 1`;

const beyond = (sql: Queryable, after: string | null): Fragment =>
  after === null ? sql`` : sql`and user_id > ${after}`;

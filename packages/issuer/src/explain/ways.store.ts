import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { type ReachType, reachTypes } from '../directory/delegation/reach.ts';
import type { Giver, HeldRole } from './ways.ts';

const parseHeld = rowParser(
  'users',
  'role',
  z.object({
    role: z.string(),
    groups: z.array(z.string()),
    provider: z.string().nullable(),
    organization: z.string().nullable().default(null),
    on: z
      .object({ type: z.enum(reachTypes), identifier: z.string() })
      .nullable()
      .default(null),
    declared: z.boolean(),
    validUntil: z.date().nullable(),
  }),
);

/**
 * Each way in which a person has a role: given to them, or to a group that they are in, or to one above it.
 * The same tables as `effective_roles` reads; a way goes up through each group once, so that a cycle comes to an end.
 */
export async function readRolesOfUser(
  sql: Queryable,
  userId: string,
  at: Date,
): Promise<HeldRole[]> {
  const rows = await sql`
    with recursive member_of (group_name, groups, provider, declared, valid_until) as (
      select m.group_name, array[m.group_name], null::text, m.declared, m.valid_until
      from group_members m
      where m.user_id = ${userId} and (m.valid_until is null or m.valid_until > ${at})
      union
      select i.group_name, array[i.group_name], i.provider, false, null::timestamptz
      from identity_groups i where i.user_id = ${userId}
      union
      select g.parent, child.groups || g.parent, child.provider, child.declared, child.valid_until
      from member_of child
      cross join lateral (select parent from groups where name = child.group_name limit 1) g
      where g.parent is not null and g.parent <> all (child.groups)
    )
    select r.role, '{}'::text[] as groups, null::text as provider, r.declared,
      r.valid_until as "validUntil"
    from user_roles r
    where r.user_id = ${userId} and (r.valid_until is null or r.valid_until > ${at})
    union all
    select given.role, groups, provider, member_of.declared and given.declared,
      least(member_of.valid_until, given.valid_until) as "validUntil"
    from member_of cross join lateral (
      select * from group_roles where group_name = member_of.group_name offset 0
    ) given
    where given.valid_until is null or given.valid_until > ${at}
    order by role, groups`;
  return rows.map(parseHeld);
}

/** The roles that a person has within an organization, by themselves or as every member. */
export async function readRolesWithin(
  sql: Queryable,
  { organization, userId }: { organization: string; userId: string },
  at: Date,
): Promise<HeldRole[]> {
  const rows = await sql`
    select held.role, '{}'::text[] as groups, null::text as provider,
      (select key from organizations where id = ${organization}) as organization,
      false as declared, held.valid_until as "validUntil"
    from organization_roles held
    where held.organization_id = ${organization} and (held.user_id = ${userId} or held.user_id is null)
      and (held.valid_until is null or held.valid_until > ${at})
    order by role`;
  return rows.map(parseHeld);
}

/** How many of them are told. */
const maxOn = 50;

/**
 * The roles that these holders have on groups and organizations, or on some of them: the first ones by name.
 *
 * @param holders as `resource_roles` has them: `user:<id>`, `group:<name>`, `client:<id>`
 */
export async function readRolesOn(
  sql: Queryable,
  holders: readonly string[],
  at: { type: ReachType; names: readonly string[] } | null,
  now: Date,
): Promise<HeldRole[]> {
  const rows = await sql`
    select role, case when group_name is null then '{}'::text[] else array[group_name] end as groups,
      null::text as provider, false as declared, valid_until as "validUntil",
      jsonb_build_object('type', type, 'identifier', identifier) as on
    from unnest(${[...holders]}::text[]) of_holder (name)
    cross join unnest(${at ? [at.type] : [...reachTypes]}::text[]) of_type (name)
    cross join lateral (
      select role, group_name, valid_until, type, identifier from resource_roles held
      where held.holder = of_holder.name and held.type = of_type.name and not held.of_api
        ${at ? sql`and identifier = any (${[...at.names]})` : sql``}
        and (valid_until is null or valid_until > ${now})
      order by identifier, role limit ${maxOn}
    ) given
    order by type, identifier, role limit ${maxOn}`;
  return rows.map(parseHeld);
}

export async function readRolesOfClient(
  sql: Queryable,
  clientId: string,
  at: Date,
): Promise<HeldRole[]> {
  const rows = await sql`
    select role, '{}'::text[] as groups, null::text as provider, declared,
      valid_until as "validUntil"
    from client_roles
    where client_id = ${clientId} and (valid_until is null or valid_until > ${at}) order by role`;
  return rows.map(parseHeld);
}

/**
 * Which roles give these permissions at these APIs, those that give the least else first, and which groups give
 * those roles.
 */
export async function readGivers(
  sql: Queryable,
  apis: readonly string[],
  permissions: readonly string[],
): Promise<Giver[]> {
  return sql<Giver[]>`
    select given.permission, given.role, whole.gives,
      array(select group_name from group_roles of_group where of_group.role = given.role
        order by group_name limit 5) as groups
    from role_permissions given
    cross join lateral (
      select count(*)::int as gives from role_permissions of_role where of_role.role = given.role
    ) whole
    where given.permission = any (${[...permissions]})
      and exists (select from api_permissions declared
        where declared.api_id = any (${[...apis]}) and declared.permission = given.permission)
    order by whole.gives, given.role`;
}

/** Which of these permissions one of the APIs declares. */
export async function readDeclared(
  sql: Queryable,
  apis: readonly string[],
  permissions: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ permission: string }[]>`
    select distinct permission from api_permissions
    where api_id = any (${[...apis]}) and permission = any (${[...permissions]})`;
  return rows.map(({ permission }) => permission);
}

import { z } from 'zod';
import type { Queryable } from '../../database/connection.ts';
import { confirmingWrite } from '../../database/primary.ts';
import { rowParser } from '../../database/row.ts';
import type { Actor } from '../caller.ts';
import { reachTypes } from './reach.ts';

const row = z.object({
  type: z.enum(reachTypes),
  identifier: z.string(),
  disabled: z.boolean(),
  permissions: z.array(z.string()),
  gives: z.array(z.string()),
});

const parse = rowParser('resource_roles', 'identifier', row);

/** As many groups and organizations as one caller reaches: more are passed over, the last ones by name. */
const maxReach = 500;

/**
 * On which groups and organizations a user or a client has roles now, and what these give. It is a write at the same
 * time, which only a primary can commit: what it finds was true after the call.
 */
export async function readReach(
  sql: Queryable,
  { kind, id }: Actor,
  now: Date,
): Promise<z.output<typeof row>[]> {
  const isUser = kind === 'user';
  const holder = isUser
    ? sql`
      select array['user:' || ${id}::text]
        || array(select 'group:' || name from unnest(held.groups) name) as names, held.roles
      from effective_roles(${id}::uuid, ${now}) held`
    : sql`
      select array['client:' || ${id}::text] as names, held.roles
      from client_facts(${id}, ${now}) held`;
  const within = isUser
    ? sql`
      select facts.roles from (
        select id from organizations
        where given.type = 'organization' and key = given.identifier limit 1
      ) organization
      cross join lateral organization_facts(organization.id, ${id}::uuid, ${now}) facts`
    : sql`select '{}'::text[] as roles`;
  const rows = await sql`
    with holder as (${holder}), given as (
      select of_type.type, each.identifier, array_agg(distinct each.role) as roles
      from holder cross join unnest(holder.names) by_holder (name)
      cross join unnest(${[...reachTypes]}::text[]) of_type (type)
      cross join lateral (
        select identifier, role from resource_roles held
        where held.holder = by_holder.name and held.type = of_type.type and not held.of_api
          and (valid_until is null or valid_until > ${now})
        order by identifier, role limit ${maxReach}
      ) each
      where not exists (
        select from apis cross join unnest(authorization_details) of_api
        where of_api ->> 'type' = of_type.type)
      group by of_type.type, each.identifier order by 1, 2 limit ${maxReach}
    )
    select given.type, given.identifier, ${confirmingWrite(sql)} as written,
      coalesce((
        select disabled_at is not null from organizations
        where given.type = 'organization' and key = given.identifier limit 1
      ), false) as disabled,
      array(select distinct permission from role_permissions
        where role = any(given.roles) order by permission) as permissions,
      array(select distinct permission from role_permissions
        where role = any(given.roles || holder.roles || coalesce(within.roles, '{}'))
        order by permission) as gives
    from given cross join holder left join lateral (${within}) within on true
    order by given.type, given.identifier`;
  return rows.map(parse);
}

/** A group and those above it. */
export async function readChain(sql: Queryable, group: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    with recursive above (name, parent) as (
      select name, parent from groups where name = ${group}
      union
      select g.name, g.parent from above
      cross join lateral (select name, parent from groups where name = above.parent limit 1) g
    )
    select name from above`;
  return rows.map(({ name }) => name);
}

/** Whether a person is a member of one of these: of groups also by way of those below them. */
export async function isMemberOfAny(
  sql: Queryable,
  userId: string,
  { groups, organizations }: { groups: readonly string[]; organizations: readonly string[] },
  now: Date,
): Promise<boolean> {
  const { count } = await sql`
    select from effective_roles(${userId}, ${now}) held
    where held.groups && ${[...groups]}::text[]
      or exists (
        select from organizations
        cross join lateral (
          select from organization_members
          where organization_id = organizations.id and user_id = ${userId} limit 1
        ) member
        where key = any(${[...organizations]}::text[]))`;
  return count > 0;
}

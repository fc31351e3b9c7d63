import { placesOf } from '@sallyport/protocol/resource-tree.ts';
import type { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import type { Fragment } from '../database/statement.ts';
import { isUuid } from '../runtime/uuid.ts';
import { maxResources } from '../swap/assigned-details.ts';
import { subjectFacts } from './evaluation.ts';

const parseRow = rowParser('apis', 'id', subjectFacts);

/** A user or a client, as it may stand behind a token. */
export interface Subject {
  kind: 'user' | 'client';
  id: string;
}

interface About {
  /** One of these has the type. */
  apis: readonly string[];
  type: string;
  identifier: string;
  /** Key or id of the one that a user acts for. */
  organization: string | null;
}

/** All that decides about one resource, by the functions that a swap reads it with, in one snapshot. */
export async function readSubjectFacts(
  sql: Queryable,
  { kind, id }: Subject,
  { apis, type, identifier, organization }: About,
  now: Date,
): Promise<z.output<typeof subjectFacts> | null> {
  const subject =
    kind === 'user'
      ? sql`
        select array(select unnest(held.roles) union select unnest(within.roles) order by 1) as roles,
          within.id is not null as is_member, array['user:' || users.id::text]
            || array(select 'group:' || name from unnest(held.groups) name) as holders
        from (select id from users where id = ${id} and disabled_at is null limit 1) users
        cross join lateral effective_roles(users.id, ${now}) held
        left join lateral (${within(sql, organization, now)}) within on true`
      : sql`
        select held.roles, false as is_member, array['client:' || clients.id] as holders
        from (select id from clients where id = ${id} and disabled_at is null limit 1) clients
        cross join lateral client_facts(clients.id, ${now}) held`;
  const [row] = await sql`
    select apis.id, to_json(apis.authorization_details) as "detailTypes",
      subject.holders is not null as "isActive", coalesce(subject.is_member, false) as "isMember", at_api.permissions,
      resources_of(subject.holders, apis.id, array[${type}]::text[], ${now},
        ${JSON.stringify(placesOf(identifier).map((place) => ({ type, identifier: place })))}::jsonb, ${maxResources + 1}) as resources
    from (
      select * from apis where id = any(${[...apis]}) and exists (
        select from unnest(authorization_details) of_api where of_api ->> 'type' = ${type}
      ) limit 1
    ) apis
    left join lateral (${subject}) subject on true
    left join lateral audience_of(apis.id) shared on true
    left join lateral permissions_at(shared.audiences, subject.roles) at_api on true`;
  return row ? parseRow(row) : null;
}

/** What the user has within the organization; no row where they act for none, or are no member. */
function within(sql: Queryable, organization: string | null, now: Date): Fragment {
  if (organization === null) return sql`select null::uuid as id, null::text[] as roles where false`;
  const named = isUuid(organization) ? sql`id = ${organization}` : sql`key = ${organization}`;
  return sql`
    select of_member.id, of_member.roles
    from (select id from organizations where ${named} limit 1) named
    cross join lateral organization_facts(named.id, users.id, ${now}) of_member`;
}

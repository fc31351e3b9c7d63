import type { Queryable } from '../database/connection.ts';
import type { Moment } from './moment.ts';

const keys = {
  code: (sql: Queryable) => sql`id = code.grant_id`,
  // A refresh token ends with its grant, so that it names the partition.
  token: (sql: Queryable) => sql`id = token.grant_id and expires_at = token.expires_at`,
};

/**
 * A grant that lives, with its client, its user and, where it hangs on one, its session; what its
 * client may not ask for any more is no longer granted. A subquery for `join lateral`, in which
 * each row is looked up by its key: a plain join could be planned, while tables are small, as a
 * scan of whole tables, and that plan is kept.
 *
 * @param holder what the statement calls the row that holds the grant's id
 */
export const livingGrant = (
  sql: Queryable,
  holder: keyof typeof keys,
  { now, idleSince }: Pick<Moment, 'now' | 'idleSince'>,
) => sql`(
  select grants.id, grants.user_id, grants.session_id, grants.auth_time, grants.acr, grants.amr,
    grants.nonce, grants.organization_id, grants.impersonation_id,
    grants.expires_at, sessions.expires_at as session_partition,
    array(select value from unnest(grants.scope) value where value = any (clients.scopes)) as scope,
    case when grants.details = '[]'
      then array(select value from unnest(grants.apis) value where value = any (clients.apis))
      else array(select distinct value ->> 'api' from jsonb_array_elements(confined.details) value)
    end as apis,
    coalesce(confined.details, '[]') as details
  from (
    select * from grants
    where ${keys[holder](sql)} and revoked_at is null and expires_at > ${now} limit 1
  ) grants
  join lateral (
    select scopes, apis, authorization_details_types from clients
    where id = grants.client_id and disabled_at is null limit 1
  ) clients on true
  join lateral (
    select from users where id = grants.user_id and disabled_at is null limit 1
  ) users on true
  left join lateral (
    select expires_at from sessions
    where id = grants.session_id and ended_at is null
      and expires_at > ${now} and seen_at > ${idleSince} limit 1
  ) sessions on true
  left join lateral (
    select jsonb_agg(value) as details from jsonb_array_elements(grants.details) value
    where value ->> 'api' = any (clients.apis)
      and value ->> 'type' = any (clients.authorization_details_types)
  ) confined on grants.details <> '[]'
  where (grants.session_id is null or sessions.expires_at is not null)
    -- Of what is confined and has nothing left, nothing is left: it is never as if it were not confined.
    and (grants.details = '[]' or confined.details is not null))`;

/** What a token request asks for, as JSON. */
const asked = {
  code: (sql: Queryable) => ({
    scope: sql`asked_scope`,
    apis: sql`asked_apis`,
    details: sql`asked_details`,
  }),
  token: (sql: Queryable) => ({
    scope: sql`asked.scope`,
    apis: sql`asked.apis`,
    details: sql`asked.details`,
  }),
};

/**
 * Whether `living` has all that is asked of it, by the rule of `excessOf`: of details that are asked for, one at
 * least is for one of the resources.
 */
export function coversAsked(sql: Queryable, holder: keyof typeof asked) {
  const { scope, apis, details } = asked[holder](sql);
  return sql`(
    ${scope} <@ to_jsonb(living.scope) and ${apis} <@ to_jsonb(living.apis)
    and ${details} <@ living.details
    and (${apis} = '[]' or ${details} = '[]' or exists (
      select from jsonb_array_elements(living.details) detail
      cross join jsonb_array_elements(${details}) wanted
      where ${apis} ? (detail ->> 'api') and wanted <@ detail)))`;
}

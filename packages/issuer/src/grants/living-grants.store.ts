import type { Queryable } from '../database/connection.ts';

export interface Moment {
  now: Date;
  /** A session that was not seen after this has been left. */
  idleSince: Date;
}

/**
 * Grants that live, with their client, their user and, where they hang on one, their session; what
 * their client may not ask for any more is no longer granted. A subquery: each grant is looked up
 * by whoever joins it.
 */
export const livingGrants = (sql: Queryable, { now, idleSince }: Moment) => sql`(
  select grants.id, grants.user_id, grants.session_id, grants.auth_time, grants.amr, grants.nonce,
    grants.expires_at,
    array(select value from unnest(grants.scope) value where value = any (clients.scopes)) as scope,
    array(select value from unnest(grants.apis) value where value = any (clients.apis)) as apis
  from grants
  join clients on clients.id = grants.client_id and clients.disabled_at is null
  join users on users.id = grants.user_id and users.disabled_at is null
  left join sessions on sessions.id = grants.session_id
  where grants.revoked_at is null and grants.expires_at > ${now}
    and (grants.session_id is null or (sessions.ended_at is null
      and sessions.expires_at > ${now} and sessions.seen_at > ${idleSince})))`;

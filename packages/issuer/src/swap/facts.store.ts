import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { Position } from '@sallyport/protocol/internal.ts';
import type { Queryable } from '../database/connection.ts';
import type { SigningAlg } from '../keys/keys.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';

/** What to look up for one token. Without an API only the living rows behind it are asked for. */
export interface Question {
  token: SealedFacts;
  api: string | null;
}

/** What the database says of one token at one API, now. Nulls where a row is missing or dead. */
export interface Facts {
  revoked: boolean;
  clientLives: boolean;
  /** What the client may still ask for. */
  clientScopes: string[];
  /** The API, if the client may still call it. */
  api: { id: string; claims: string[]; signingAlg: SigningAlg } | null;
  user: UserFacts | null;
  link: LinkFacts | null;
  /** Of the user, or of the client when no user stands behind the token. */
  roles: string[];
  groups: string[];
  /** Those of the roles that give a permission at this API. */
  bearingRoles: string[];
  /** What those roles give at this API. */
  permissions: string[];
  /** The earliest moment at which time alone would change one of these facts. */
  validUntil: Date | null;
}

export interface UserFacts {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  session: string | null;
  authTime: Date;
}

export interface LinkFacts {
  /** Whom its maker says that it is for. */
  subject: string | null;
  permissions: string[];
  details: AuthorizationDetail[];
}

type Row = Facts & { as_of: number; epoch: string };

/**
 * Every fact and the log position they are true at, in one statement and so in one snapshot of
 * the primary. Nothing is written. Each row is looked up by its key, `limit 1`: a join could be
 * planned, while tables are small, as a scan of the whole table, and that plan is kept.
 */
export async function readFacts(
  sql: Queryable,
  questions: readonly Question[],
  now: Date,
): Promise<{ asOf: Position; facts: Facts[] }> {
  const of = (kind: string) =>
    questions.map(({ token }) => (token.kind === kind ? token.source : null)) as string[];
  const rows = await sql<Row[]>`
    with asked as (
      select * from unnest(
        ${questions.map((_, index) => index)}::int[],
        ${questions.map(({ token }) => token.id)}::text[],
        ${questions.map(({ token }) => token.client)}::text[],
        ${of('user')}::uuid[],
        ${of('link')}::uuid[],
        ${questions.map(({ api }) => api) as string[]}::text[],
        ${questions.map(({ token }) => token.expiresAt)}::float8[]
      ) as asked (ordinal, token_id, client_id, grant_id, link_id, api_id, expires)
    )
    select sallyport_epoch() as epoch, (select pos from head) as as_of,
      coalesce((select true from revoked_tokens
        where id = asked.token_id and expires_at = to_timestamp(asked.expires) limit 1), false) as revoked,
      clients.id is not null as "clientLives",
      coalesce(clients.scopes, '{}') as "clientScopes",
      case when apis.id is not null then json_build_object(
        'id', apis.id, 'claims', apis.claims, 'signingAlg', apis.signing_alg) end as api,
      case when users.id is not null then json_build_object(
        'id', users.id, 'name', users.name, 'email', users.email,
        'emailVerified', users.email_verified, 'session', grants.session_id,
        'authTime', grants.auth_time) end as "user",
      case when links.id is not null then json_build_object(
        'subject', links.subject, 'permissions', links.permissions,
        'details', links.authorization_details) end as link,
      coalesce(held.roles, '{}') as roles,
      coalesce(held.groups, '{}') as groups,
      coalesce(at_api.roles, '{}') as "bearingRoles",
      coalesce(at_api.permissions, '{}') as permissions,
      least(grants.expires_at, sessions.expires_at, links.expires_at, held.valid_until)
        as "validUntil"
    from asked
    left join lateral (
      select * from clients where id = asked.client_id and disabled_at is null limit 1
    ) clients on true
    left join apis on apis.id = asked.api_id and apis.id = any (clients.apis)
    left join lateral (
      select * from grants
      where id = asked.grant_id and client_id = asked.client_id
        and revoked_at is null and expires_at > ${now}
        and (asked.api_id is null or asked.api_id = any (apis)) limit 1
    ) grants on true
    left join lateral (
      select * from sessions
      where id = grants.session_id and ended_at is null and expires_at > ${now} limit 1
    ) sessions on true
    left join lateral (
      select * from users
      where id = grants.user_id and disabled_at is null
        and (grants.session_id is null or sessions.id is not null) limit 1
    ) users on true
    left join lateral (
      select * from links
      where id = asked.link_id and client_id = asked.client_id
        and revoked_at is null and expires_at > ${now}
        and (asked.api_id is null or api_id = asked.api_id) limit 1
    ) links on true
    left join lateral (
      select roles, groups, valid_until from effective_roles(users.id, ${now})
      where users.id is not null
      union all
      select array(select role from client_roles where client_id = clients.id), '{}', null
      where asked.grant_id is null
    ) held on true
    left join lateral (
      select array_agg(distinct given.role) as roles,
        array_agg(distinct given.permission) as permissions
      from role_permissions given
      join api_permissions declared on declared.permission = given.permission
      where declared.api_id = apis.id and given.role = any (held.roles)
    ) at_api on true
    order by asked.ordinal`;
  const [first] = rows;
  if (!first || rows.length !== questions.length) {
    throw new Error(`swap: ${questions.length} questions, and ${rows.length} rows`);
  }
  return { asOf: { epoch: first.epoch, pos: first.as_of }, facts: rows };
}

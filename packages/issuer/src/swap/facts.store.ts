import type { Position } from '@sallyport/protocol/internal.ts';
import { placesOf } from '@sallyport/protocol/resource-tree.ts';
import type { Queryable } from '../database/connection.ts';
import { confirmingWrite } from '../database/primary.ts';
import { CorruptRowError, rowParser } from '../database/row.ts';
import type { Fragment } from '../database/statement.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';
import { maxResources } from './assigned-details.ts';
import {
  actorFacts,
  apiFacts,
  clientFacts,
  clientHolder,
  type Facts,
  linkFacts,
  resourceFacts,
  userFacts,
} from './facts.ts';
import { type RowTimes, rowTimes } from './row-times.ts';

type AskedToken = Pick<
  SealedFacts,
  | 'id'
  | 'kind'
  | 'source'
  | 'client'
  | 'expiresAt'
  | 'rows'
  | 'details'
  | 'organization'
  | 'impersonation'
>;

/** One of the things that an API has. */
export interface AskedResource {
  type: string;
  identifier: string;
}

/** What to look up for one token. Without an API only the living rows behind it are asked for. */
export interface Question {
  token: AskedToken;
  api: string | null;
  /** The only resource of interest, where there can be too many. */
  resource?: AskedResource | undefined;
}

type Json = Record<string, unknown>;

interface Row {
  as_of: number;
  keys_pos: number;
  epoch: string;
  revoked: boolean;
  client: Json | null;
  api: Json | null;
  holder: (Json & { kind: keyof typeof parseHolder }) | null;
  resources: Json | null;
  /** Absent where no token asks for one. */
  actor?: Json | null;
}

const parseClient = rowParser('clients', 'id', clientFacts);
const parseApi = rowParser('apis', 'id', apiFacts);
const parseActor = rowParser('impersonations', 'id', actorFacts);
const parseResources = rowParser('resource_roles', 'given', resourceFacts);
const parseHolder = {
  user: rowParser('users', 'id', userFacts),
  link: rowParser('links', 'id', linkFacts),
  client: rowParser('clients', 'id', clientHolder),
};

/**
 * Every fact and the log position they are true at, in one statement and so in one snapshot of
 * the primary. What is behind a token is told by the function of its kind; of a kind that is not
 * asked about, the statement has no part.
 *
 * @param confirm whether the statement is also the write that only a primary can commit
 *   (`database/primary.ts`); otherwise nothing is written.
 * @returns for each question its facts, or the error that names the row which cannot be read: it
 *   concerns one token, and not all that were asked about with it. `keysAsOf` is the position of the latest
 *   withdrawal of a key.
 */
export async function readFacts(
  sql: Queryable,
  questions: readonly Question[],
  { now, confirm = false }: { now: Date; confirm?: boolean },
): Promise<{ asOf: Position; keysAsOf: number; facts: (Facts | CorruptRowError)[] }> {
  const tokens = questions.map(({ token }) => token);
  const of = (kind: TokenKind) =>
    tokens.map((token) => (kindOf(token) === kind ? token.source : null));
  const ofMembers = tokens.some((token) => kindOf(token) === 'member');
  const ofActors = tokens.some(({ impersonation }) => impersonation !== undefined);
  const expiries = tokens.map(({ expiresAt }) => expiresAt);
  const rows = await sql<Row[]>`
    with asked as (
      select * from unnest(
        ${tokens.map((_, index) => index)}::int[],
        ${tokens.map(({ id }) => id)}::text[],
        ${tokens.map(({ client }) => client)}::text[],
        ${of('user')}::uuid[],
        ${of('link')}::uuid[],
        ${tokens.map(({ kind }) => kind === 'client')}::boolean[],
        ${questions.map(({ api }) => api)}::text[],
        ${questions.map(resourcesAsked)}::jsonb[],
        ${expiries}::float8[]
        ${ofMembers ? sql`, ${of('member')}::uuid[], ${tokens.map(({ organization = null }) => organization)}::uuid[]` : sql``}
        ${ofActors ? sql`, ${tokens.map(({ impersonation = null }) => impersonation)}::uuid[]` : sql``}
      ) as asked (ordinal, token_id, client_id, grant_id, link_id, is_client, api_id,
        resources, expires ${ofMembers ? sql`, member_grant_id, organization_id` : sql``}
        ${ofActors ? sql`, impersonation_id` : sql``})
    )
    select sallyport_epoch() as epoch, head.pos as as_of, head.keys_pos,
      case when ${confirm} then ${confirmingWrite(sql)} end as written,
      coalesce((select true from revoked_tokens
        where id = asked.token_id and expires_at = to_timestamp(asked.expires)
          and expires_at >= to_timestamp(${Math.min(...expiries)})
          and expires_at <= to_timestamp(${Math.max(...expiries)}) limit 1), false) as revoked,
      case when clients.id is not null then json_build_object(
        'id', clients.id, 'scopes', clients.scopes,
        'detailTypes', clients.authorization_details_types) end as client,
      case when apis.id is not null then json_build_object(
        'id', apis.id, 'audiences', shared.audiences, 'claims', shared.claims,
        'signingAlg', apis.signing_alg, 'jwtType', apis.jwt_type,
        'acr', shared.acr, 'bearingRoles', at_api.roles, 'permissions', at_api.permissions,
        'detailTypes', case when asked.resources is not null or resources.held is not null
          then to_json(apis.authorization_details) else '[]' end) end as api,
      holder.found as holder,
      resources.held as resources
      ${ofActors ? sql`, actor.found as actor` : sql``}
    from asked
    cross join (select pos, keys_pos from head limit 1) head
    left join lateral (
      select id, scopes, apis, authorization_details_types
      from clients where id = asked.client_id and disabled_at is null limit 1
    ) clients on true
    left join lateral (
      select id, signing_alg, jwt_type, authorization_details
      from apis where id = asked.api_id and id = any (clients.apis) limit 1
    ) apis on true
    left join lateral (${holders(sql, tokens, now)}) holder on true
    left join lateral audience_of(apis.id) shared on true
    left join lateral permissions_at(shared.audiences, holder.roles) at_api on true
    left join lateral (
      -- Once, and where there is something to hold.
      select case when cardinality(apis.authorization_details) > 0
        then resources_held(holder.self, holder.groups, apis.id, apis.authorization_details, ${now},
          asked.resources, ${maxResources + 1}) end as held
      offset 0
    ) resources on true
    ${ofActors ? actors(sql, now) : sql``}
    order by asked.ordinal`;
  const [first] = rows;
  if (!first || rows.length !== questions.length) {
    throw new Error(`facts: ${questions.length} questions, and ${rows.length} rows`);
  }
  const asOf = { epoch: first.epoch, pos: first.as_of };
  return { asOf, keysAsOf: first.keys_pos, facts: rows.map(parseFacts) };
}

/** Who or what is behind a token: a subquery with a part for each kind that is asked about. */
function holders(sql: Queryable, tokens: readonly AskedToken[], now: Date): Fragment {
  const parts = tokenKinds
    .map((kind) => ({ kind, found: tokens.filter((token) => kindOf(token) === kind) }))
    .filter(({ found }) => found.length > 0)
    .map(({ kind, found }) => holderParts[kind](sql, rowTimes(found), now));
  return parts.reduce((all, part) => sql`${all} union all ${part}`);
}

const actors = (sql: Queryable, now: Date): Fragment => sql`
  left join lateral (
    select json_build_object('id', acting.actor_id, 'session', acting.actor_session_id,
      'roles', acting.roles, 'groups', acting.groups, 'validUntil', acting.valid_until) as found
    from impersonation_facts(asked.impersonation_id, ${now}) acting
  ) actor on true`;

/** A member's is a user's for an organization: the others do not pay for looking at it. */
const tokenKinds = ['user', 'member', 'link', 'client'] as const;
type TokenKind = (typeof tokenKinds)[number];

const kindOf = ({ kind, organization }: AskedToken): TokenKind =>
  kind === 'user' && organization !== undefined ? 'member' : kind;

const holderParts: Record<TokenKind, (sql: Queryable, times: RowTimes, now: Date) => Fragment> = {
  user: (sql, { source, session }, now) => sql`
    select of_user.roles,
      'user:' || of_user.user_id::text as self, of_user.groups,
      json_build_object('kind', 'user',
      'id', of_user.user_id, 'name', of_user.name, 'email', of_user.email,
      'emailVerified', of_user.email_verified, 'session', of_user.session_id,
      'authTime', of_user.auth_time, 'acr', of_user.acr, 'roles', of_user.roles, 'groups', of_user.groups,
      'validUntil', of_user.valid_until) as found
    from facts_of_granted_token(asked.grant_id, asked.client_id, asked.api_id, ${now},
      ${source.from}, ${source.to}, ${session.from}, ${session.to}) of_user`,
  member: (sql, { source, session }, now) => sql`
    select held.roles,
      'user:' || of_user.user_id::text as self, of_user.groups,
      json_build_object('kind', 'user',
      'id', of_user.user_id, 'name', of_user.name, 'email', of_user.email,
      'emailVerified', of_user.email_verified, 'session', of_user.session_id,
      'authTime', of_user.auth_time, 'acr', of_user.acr, 'roles', held.roles, 'groups', of_user.groups,
      'organization', case when within.id is not null then json_build_object(
        'id', within.id, 'key', within.key, 'name', within.name) end,
      'validUntil', least(of_user.valid_until, within.valid_until)) as found
    from facts_of_granted_token(asked.member_grant_id, asked.client_id, asked.api_id, ${now},
      ${source.from}, ${source.to}, ${session.from}, ${session.to}) of_user
    left join lateral organization_facts(asked.organization_id, of_user.user_id, ${now}) within on true
    cross join lateral (
      select array(select unnest(of_user.roles) union select unnest(within.roles) order by 1) as roles
    ) held`,
  link: (sql, { source }, now) => sql`
    select of_link.roles, null as self, '{}'::text[] as groups, json_build_object('kind', 'link',
      'id', of_link.link_id, 'subject', of_link.subject, 'permissions', of_link.permissions,
      'details', of_link.details, 'roles', of_link.roles,
      'validUntil', of_link.valid_until) as found
    from link_token_facts(asked.link_id, asked.client_id, asked.api_id, ${now},
      ${source.from}, ${source.to}) of_link`,
  client: (sql, _, now) => sql`
    select of_client.roles, 'client:' || asked.client_id as self, '{}'::text[] as groups, json_build_object('kind', 'client',
      'id', asked.client_id, 'roles', of_client.roles,
      'validUntil', of_client.valid_until) as found
    from client_facts(asked.client_id, ${now}) of_client where asked.is_client`,
};

/** With what they lie in, where a role may be held, too; what a confined token names is all that it can be for. */
function resourcesAsked({ token, resource }: Question): string | null {
  const asked = token.details ?? (resource && [resource]);
  return asked ? JSON.stringify(asked.flatMap(withPlaces)) : null;
}

const withPlaces = ({ type, identifier }: AskedResource): AskedResource[] =>
  placesOf(identifier).map((place) => ({ type, identifier: place }));

function parseFacts({
  revoked,
  client,
  api,
  holder,
  resources,
  actor = null,
}: Row): Facts | CorruptRowError {
  try {
    return {
      revoked,
      client: client && parseClient(client),
      api: api && parseApi(api),
      holder: holder && parseHolder[holder.kind](holder),
      resources: resources && parseResources(resources),
      actor: actor && parseActor(actor),
    };
  } catch (error) {
    if (error instanceof CorruptRowError) return error;
    throw error;
  }
}

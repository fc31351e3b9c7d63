import type { Position } from '@sallyport/protocol/internal.ts';
import type { Queryable } from '../database/connection.ts';
import { CorruptRowError, rowParser } from '../database/row.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';
import { apiFacts, clientFacts, clientHolder, type Facts, linkFacts, userFacts } from './facts.ts';

/** What to look up for one token. Without an API only the living rows behind it are asked for. */
export interface Question {
  token: SealedFacts;
  api: string | null;
}

type Json = Record<string, unknown>;

interface Row {
  as_of: number;
  epoch: string;
  revoked: boolean;
  client: Json | null;
  api: Json | null;
  holder: (Json & { kind: keyof typeof parseHolder }) | null;
}

const parseClient = rowParser('clients', 'id', clientFacts);
const parseApi = rowParser('apis', 'id', apiFacts);
const parseHolder = {
  user: rowParser('users', 'id', userFacts),
  link: rowParser('links', 'id', linkFacts),
  client: rowParser('clients', 'id', clientHolder),
};

/**
 * Every fact and the log position they are true at, in one statement and so in one snapshot of
 * the primary. Nothing is written. What is behind a token is told by the function of its kind.
 *
 * @returns for each question its facts, or the error that names the row which cannot be read: it
 *   concerns one token, and not all that were asked about with it.
 */
export async function readFacts(
  sql: Queryable,
  questions: readonly Question[],
  now: Date,
): Promise<{ asOf: Position; facts: (Facts | CorruptRowError)[] }> {
  const of = (kind: string) =>
    questions.map(({ token }) => (token.kind === kind ? token.source : null));
  const rows = await sql<Row[]>`
    with asked as (
      select * from unnest(
        ${questions.map((_, index) => index)}::int[],
        ${questions.map(({ token }) => token.id)}::text[],
        ${questions.map(({ token }) => token.client)}::text[],
        ${of('user')}::uuid[],
        ${of('link')}::uuid[],
        ${questions.map(({ token }) => token.kind === 'client')}::boolean[],
        ${questions.map(({ api }) => api)}::text[],
        ${questions.map(({ token }) => token.expiresAt)}::float8[]
      ) as asked (ordinal, token_id, client_id, grant_id, link_id, is_client, api_id, expires)
    )
    select sallyport_epoch() as epoch, (select pos from head) as as_of,
      coalesce((select true from revoked_tokens
        where id = asked.token_id and expires_at = to_timestamp(asked.expires) limit 1), false) as revoked,
      case when clients.id is not null then json_build_object(
        'id', clients.id, 'scopes', clients.scopes) end as client,
      case when apis.id is not null then json_build_object(
        'id', apis.id, 'audiences', shared.audiences, 'claims', shared.claims,
        'signingAlg', apis.signing_alg,
        'bearingRoles', at_api.roles, 'permissions', at_api.permissions) end as api,
      holder.found as holder
    from asked
    left join lateral (
      select * from clients where id = asked.client_id and disabled_at is null limit 1
    ) clients on true
    left join apis on apis.id = asked.api_id and apis.id = any (clients.apis)
    left join lateral (
      select of_user.roles, json_build_object('kind', 'user',
        'id', of_user.user_id, 'name', of_user.name, 'email', of_user.email,
        'emailVerified', of_user.email_verified, 'session', of_user.session_id,
        'authTime', of_user.auth_time, 'roles', of_user.roles, 'groups', of_user.groups,
        'validUntil', of_user.valid_until) as found
      from user_token_facts(asked.grant_id, asked.client_id, asked.api_id, ${now}) of_user
      union all
      select of_link.roles, json_build_object('kind', 'link',
        'id', of_link.link_id, 'subject', of_link.subject, 'permissions', of_link.permissions,
        'details', of_link.details, 'roles', of_link.roles, 'validUntil', of_link.valid_until)
      from link_token_facts(asked.link_id, asked.client_id, asked.api_id, ${now}) of_link
      union all
      select of_client.roles, json_build_object('kind', 'client',
        'id', asked.client_id, 'roles', of_client.roles)
      from client_token_facts(asked.client_id) of_client where asked.is_client
    ) holder on true
    left join lateral shared_audience(apis.id) shared on true
    left join lateral permissions_at(shared.audiences, holder.roles) at_api on true
    order by asked.ordinal`;
  const [first] = rows;
  if (!first || rows.length !== questions.length) {
    throw new Error(`swap: ${questions.length} questions, and ${rows.length} rows`);
  }
  const asOf = { epoch: first.epoch, pos: first.as_of };
  return { asOf, facts: rows.map(parseFacts) };
}

function parseFacts({ revoked, client, api, holder }: Row): Facts | CorruptRowError {
  try {
    return {
      revoked,
      client: client && parseClient(client),
      api: api && parseApi(api),
      holder: holder && parseHolder[holder.kind](holder),
    };
  } catch (error) {
    if (error instanceof CorruptRowError) return error;
    throw error;
  }
}

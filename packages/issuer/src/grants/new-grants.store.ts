import type { Queryable, Transaction } from '../database/connection.ts';
import { deviceAllowed } from '../device-requests/device-allowed.sql.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { interactionFulfilled } from '../interactions/interaction-fulfilled.sql.ts';
import type { Session } from '../sessions/session.ts';

interface NewGrant {
  grantId: string;
  parameters: AuthorizationParameters;
  /** Whether the user has to have agreed to it (`consents`). */
  agreed: boolean;
  /** The id of the one that it is for. */
  organization: string | null;
  session: Session;
  now: Date;
  grantExpiresAt: Date;
}

interface NewGrantWithCode extends NewGrant {
  /** Null when the request was answered without any interaction. */
  interactionHash: Buffer | null;
  codeHash: Buffer;
  codeExpiresAt: Date;
}

/**
 * Only for a living session and user, which are locked until this is committed: a statement that
 * ends them then finds the grant and ends it, too. Users are locked first, as signing out does, so
 * that the two cannot deadlock.
 *
 * @returns false when the interaction was closed before, or the session or the user has ended, or the
 *   user has not agreed.
 */
export async function insertGrantWithCode(
  sql: Queryable,
  grant: NewGrantWithCode,
): Promise<boolean> {
  const { interactionHash, parameters, now } = grant;
  const rows = await sql`
    with ${allowed(sql, grant)}, closed as (
      ${interactionFulfilled(sql, interactionHash, now)} and exists (select from allowed)
      returning true
    ), granted as (
      ${newGrant(sql, grant)}
      where ${interactionHash}::bytea is null or exists (select from closed)
      returning id
    )
    insert into authorization_codes
      (hash, grant_id, client_id, redirect_uri, code_challenge, id_token_claims, expires_at)
    select ${grant.codeHash}, id, ${parameters.clientId}, ${parameters.redirectUri},
      ${parameters.codeChallenge ?? null}, ${parameters.idTokenClaims ?? []},
      ${grant.codeExpiresAt}
    from granted returning grant_id`;
  return rows.length > 0;
}

interface NewGrantForDevice extends NewGrant {
  interactionHash: Buffer;
  /** The id of its request. */
  device: string;
}

/**
 * The same for a device: the code is the one that it has already, and becomes one that can be redeemed.
 *
 * @returns false, too, when the request of the device was answered before, or has expired.
 */
export async function insertGrantForDevice(
  tx: Transaction,
  grant: NewGrantForDevice,
): Promise<boolean> {
  const { interactionHash, grantId, parameters, device: id, now } = grant;
  const { clientId } = parameters;
  const rows = await tx`
    with ${allowed(tx, grant)}, answered as (
      ${deviceAllowed(tx, { id, clientId, grantId, now })} and exists (select from allowed)
      returning code_hash, expires_at
    ), closed as (
      ${interactionFulfilled(tx, interactionHash, now)} and exists (select from answered)
    ), granted as (
      ${newGrant(tx, grant)} where exists (select from answered)
      returning id
    )
    insert into authorization_codes
      (hash, grant_id, client_id, redirect_uri, code_challenge, id_token_claims, expires_at)
    select code_hash, id, ${clientId}, ${parameters.redirectUri}, null, ${parameters.idTokenClaims ?? []},
      expires_at
    from granted cross join answered returning grant_id`;
  return rows.length > 0;
}

/** The person, while they are signed in and, where it is needed, have agreed; held until this is committed. */
const allowed = (sql: Queryable, { session, agreed, parameters, now }: NewGrant) => sql`
  living as (
    select users.id from users join sessions on sessions.user_id = users.id
    where users.id = ${session.userId} and users.disabled_at is null
      and sessions.id = ${session.id} and sessions.ended_at is null
      and sessions.expires_at > ${now}
    for share of users, sessions
  ), allowed as (
    ${agreed ? consented(sql, parameters) : sql`select id from living`}
  )`;

/** Of the person in `allowed`. The statement may add conditions (`where …`). */
function newGrant(sql: Queryable, { grantId, parameters, session, ...grant }: NewGrant) {
  const sessionId = parameters.scope.includes('offline_access') ? null : session.id;
  return sql`
    insert into grants (id, client_id, user_id, session_id, scope, apis, details, organization_id, impersonation_id,
      amr, auth_time, acr, nonce, created_at, expires_at)
    select ${grantId}, ${parameters.clientId}, allowed.id, ${sessionId},
      ${parameters.scope}, ${parameters.apis}, ${sql.json(parameters.details ?? [])}, ${grant.organization}, ${session.impersonation?.id ?? null},
      ${session.amr}, ${session.authTime}, ${session.acr},
      ${parameters.nonce ?? null}, ${grant.now}, ${grant.grantExpiresAt}
    from allowed`;
}

/** Held until this is committed: taking it back waits, and then finds the grant. */
const consented = (
  sql: Queryable,
  { clientId, scope, apis, details = [] }: AuthorizationParameters,
) => sql`
  select living.id from living join consents on consents.user_id = living.id
  where consents.client_id = ${clientId}
    and consents.scope @> ${scope}::text[] and consents.apis @> ${apis}::text[]
    and consents.details @> ${sql.json(details)}::jsonb
  for share of consents`;

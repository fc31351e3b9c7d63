import type { Queryable } from '../database/connection.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { interactionFulfilled } from '../interactions/interaction-fulfilled.sql.ts';
import type { Session } from '../sessions/session.ts';

interface NewGrant {
  /** Null when the request was answered without any interaction. */
  interactionHash: Buffer | null;
  grantId: string;
  parameters: AuthorizationParameters;
  /** Whether the user has to have agreed to it (`consents`). */
  agreed: boolean;
  /** The id of the one that it is for. */
  organization: string | null;
  session: Session;
  codeHash: Buffer;
  now: Date;
  codeExpiresAt: Date;
  grantExpiresAt: Date;
}

/**
 * Only for a living session and user, which are locked until this is committed: a statement that
 * ends them then finds the grant and ends it, too. Users are locked first, as signing out does, so
 * that the two cannot deadlock.
 *
 * @returns false when the interaction was closed before, or the session or the user has ended, or the
 *   user has not agreed.
 */
export async function insertGrantWithCode(sql: Queryable, grant: NewGrant): Promise<boolean> {
  const { interactionHash, grantId, parameters, session, now } = grant;
  const sessionId = parameters.scope.includes('offline_access') ? null : session.id;
  const rows = await sql`
    with living as (
      select users.id from users join sessions on sessions.user_id = users.id
      where users.id = ${session.userId} and users.disabled_at is null
        and sessions.id = ${session.id} and sessions.ended_at is null
        and sessions.expires_at > ${now}
      for share of users, sessions
    ), allowed as (
      ${grant.agreed ? agreed(sql, parameters) : sql`select id from living`}
    ), closed as (
      ${interactionFulfilled(sql, interactionHash, now)} and exists (select from allowed)
      returning true
    ), granted as (
      insert into grants (id, client_id, user_id, session_id, scope, apis, details, organization_id, impersonation_id,
        amr, auth_time, acr, nonce, created_at, expires_at)
      select ${grantId}, ${parameters.clientId}, allowed.id, ${sessionId},
        ${parameters.scope}, ${parameters.apis}, ${sql.json(parameters.details ?? [])}, ${grant.organization}, ${session.impersonation?.id ?? null},
        ${session.amr}, ${session.authTime}, ${session.acr},
        ${parameters.nonce ?? null}, ${now}, ${grant.grantExpiresAt}
      from allowed where ${interactionHash}::bytea is null or exists (select from closed)
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

/** Held until this is committed: taking it back waits, and then finds the grant. */
const agreed = (
  sql: Queryable,
  { clientId, scope, apis, details = [] }: AuthorizationParameters,
) => sql`
  select living.id from living join consents on consents.user_id = living.id
  where consents.client_id = ${clientId}
    and consents.scope @> ${scope}::text[] and consents.apis @> ${apis}::text[]
    and consents.details @> ${sql.json(details)}::jsonb
  for share of consents`;

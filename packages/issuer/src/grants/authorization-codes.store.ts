import type { Queryable } from '../database/connection.ts';
import type { Authentication } from './grant.ts';

interface Redemption {
  hash: Buffer;
  clientId: string;
  redirectUri: string;
  challenge: string | null;
  /** Null when the client gets no refresh token. */
  refreshHash: Buffer | null;
  refreshIdleUntil: Date;
  now: Date;
}

export interface SpentCode extends Authentication {
  grantId: string;
  redirectUri: string;
  challenge: string | null;
  scope: string[];
  apis: string[];
  /** Whether redirect URI and challenge are those of the authorization request. */
  matches: boolean;
}

/**
 * Spends a code, checks what it is bound to and stores the refresh token: one statement, so that
 * of many callers at once one gets the row, and a crash leaves all of it done or nothing.
 */
export async function redeemCode(
  sql: Queryable,
  redemption: Redemption,
): Promise<SpentCode | null> {
  const { hash, clientId, redirectUri, challenge, refreshHash, refreshIdleUntil, now } = redemption;
  const [row] = await sql<SpentCode[]>`
    with spent as (
      update authorization_codes set redeemed_at = ${now}
      where hash = ${hash} and client_id = ${clientId}
        and redeemed_at is null and expires_at > ${now}
      returning grant_id, redirect_uri, code_challenge
    ), granted as (
      select spent.*, grants.user_id, session_id, scope, apis, auth_time, amr, nonce, expires_at,
        redirect_uri = ${redirectUri} and code_challenge is not distinct from ${challenge} as matches
      from spent join grants on grants.id = spent.grant_id
      where revoked_at is null and expires_at > ${now}
    ), refresh as (
      insert into refresh_tokens (hash, grant_id, client_id, idle_expires_at, expires_at)
      select ${refreshHash}, grant_id, ${clientId}, ${refreshIdleUntil}, expires_at
      from granted where matches and ${refreshHash}::bytea is not null
    )
    select grant_id as "grantId", redirect_uri as "redirectUri", code_challenge as challenge,
      scope, apis, user_id as "userId", session_id as "sessionId", auth_time as "authTime", amr,
      nonce, matches
    from granted`;
  return row ?? null;
}

/** The grant of a code that this client redeemed before. */
export async function findSpentCode(
  sql: Queryable,
  hash: Buffer,
  clientId: string,
): Promise<string | null> {
  const [row] = await sql<{ grant_id: string }[]>`
    select grant_id from authorization_codes
    where hash = ${hash} and client_id = ${clientId} and redeemed_at is not null`;
  return row?.grant_id ?? null;
}

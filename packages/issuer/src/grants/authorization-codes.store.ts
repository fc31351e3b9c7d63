import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { authenticationSchema, grantSchema } from './grant.ts';
import { livingGrant, type Moment } from './living-grants.store.ts';
import type { Requested } from './narrow.ts';

interface Redemption extends Moment {
  hash: Buffer;
  clientId: string;
  /** Null when the request names none. */
  redirectUri: string | null;
  challenge: string | null;
  requested: Requested;
  /** Null when the client gets no refresh token. */
  refreshHash: Buffer | null;
  refreshIdleUntil: Date;
}

const parseCode = rowParser(
  'authorization_codes',
  'codeGrantId',
  z.object({
    /** Whether this statement spent it. */
    spent: z.boolean(),
    /** Whether redirect URI and challenge are those of the authorization request. */
    matches: z.boolean(),
    redirectUri: z.string(),
    challenge: z.string().nullable(),
  }),
);

const parseGrant = rowParser('grants', 'grantId', grantSchema.extend(authenticationSchema.shape));

export type CodeGrant = ReturnType<typeof parseGrant>;

/** A code that had not been redeemed when the statement began. */
export type PresentedCode = ReturnType<typeof parseCode> & {
  /** Null when it has ended, or the client, user or session behind it. */
  grant: CodeGrant | null;
};

/**
 * Spends a code, checks what it is bound to and stores the refresh token: one statement, so that
 * of many callers at once one gets the row, and a crash leaves all of it done or nothing. The code is
 * left unspent only when its own client presents it correctly and requests more than was granted.
 */
export async function redeemCode(
  sql: Queryable,
  redemption: Redemption,
): Promise<PresentedCode | null> {
  const { hash, clientId, redirectUri, challenge, requested, refreshHash, now } = redemption;
  const [row] = await sql`
    with code as (
      select hash, expires_at as partition, grant_id, redirect_uri, code_challenge,
        coalesce(code_challenge is not distinct from ${challenge}
          and (redirect_uri = ${redirectUri}
            -- OAuth 2.1, section 4.1.3: what the challenge binds needs no second tie.
            or (${redirectUri}::text is null and code_challenge is not null)), false) as matches
      from authorization_codes
      where hash = ${hash} and client_id = ${clientId}
        and redeemed_at is null and expires_at > ${now}
    ), granted as (
      select living.*, ${[...requested.scope]}::text[] <@ scope and ${[...requested.apis]}::text[] <@ apis as covers
      from code cross join lateral ${livingGrant(sql, 'code', redemption)} living
    ), spent as (
      update authorization_codes set redeemed_at = ${now}
      from code left join granted on true
      where authorization_codes.hash = code.hash and authorization_codes.expires_at = code.partition
        and authorization_codes.redeemed_at is null
        and (covers or not matches or granted.id is null)
      returning true
    ), refresh as (
      insert into refresh_tokens (hash, grant_id, client_id, idle_expires_at, expires_at)
      select ${refreshHash}, granted.id, ${clientId}, ${redemption.refreshIdleUntil}, expires_at
      from granted, code
      where matches and exists (select from spent) and ${refreshHash}::bytea is not null
    )
    select exists (select from spent) as spent, matches, redirect_uri as "redirectUri",
      code_challenge as challenge, granted.id as "grantId", scope, apis, user_id as "userId",
      session_id as "sessionId", granted.expires_at as "expiresAt",
      session_partition as "sessionExpiresAt", auth_time as "authTime", amr, nonce,
      code.grant_id as "codeGrantId"
    from code left join granted on true`;
  if (!row) return null;
  return { ...parseCode(row), grant: row.grantId === null ? null : parseGrant(row) };
}

/**
 * What a code gave that was redeemed before, with the challenge and the redirect URI that this request
 * has: nothing where the code has expired, or what came of it has ended. Null for any other code.
 */
export async function findRedeemedCode(
  sql: Queryable,
  redemption: Omit<Redemption, 'refreshHash' | 'refreshIdleUntil'>,
): Promise<{ grant: CodeGrant | null } | null> {
  const { hash, clientId, redirectUri, challenge, now } = redemption;
  const [row] = await sql`
    with code as (
      select grant_id, expires_at from authorization_codes
      where hash = ${hash} and client_id = ${clientId} and redeemed_at is not null
        and code_challenge = ${challenge} and redirect_uri = ${redirectUri}
    )
    select granted.id as "grantId", scope, apis, user_id as "userId", session_id as "sessionId",
      granted.expires_at as "expiresAt", session_partition as "sessionExpiresAt",
      auth_time as "authTime", amr, nonce
    from code left join lateral ${livingGrant(sql, 'code', redemption)} granted
      on code.expires_at > ${now}`;
  return row ? { grant: row.grantId === null ? null : parseGrant(row) } : null;
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

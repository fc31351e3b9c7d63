import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { authenticationSchema, grantSchema } from './grant.ts';
import { coversAsked, livingGrant } from './living-grants.store.ts';
import type { Moment } from './moment.ts';
import type { Requested } from './narrow.ts';

/** A code as its client presents it. */
export interface Redemption {
  hash: Buffer;
  clientId: string;
  /** Null when the request names none. */
  redirectUri: string | null;
  /** S256 of the verifier; null when the request has none. */
  challenge: string | null;
  requested: Requested;
  /** Null when the client gets no refresh token. */
  refreshHash: Buffer | null;
}

type Row = Record<string, unknown>;

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
/** Not read yet: a row that cannot be read is the fault of one caller alone. */
export type PresentedRow = Row;
/** @throws CorruptRowError */
export const readPresented = (row: PresentedRow): PresentedCode => ({
  ...parseCode(row),
  grant: row['grantId'] === null ? null : parseGrant(row),
});

/**
 * Spends codes, checks what they are bound to and stores the refresh tokens: one statement, so that
 * of many callers at once one gets the row, and a crash leaves all of it done or nothing. A code is
 * left unspent only when its own client presents it correctly and requests more than was granted.
 *
 * @param redemptions each of another code
 * @param held what becomes of a code that another statement holds at the moment: it is waited for, or
 *   passed over, so that statements with several codes never wait for one another
 * @returns for each code its row, or undefined where there is none to redeem
 */
export async function redeemCodes(
  sql: Queryable,
  redemptions: readonly Redemption[],
  moment: Moment,
  held: 'wait' | 'pass over',
): Promise<(PresentedRow | undefined)[]> {
  const { now, idleUntil } = moment;
  const rows = await sql<Row[]>`
    with asked as (
      select * from unnest(
        ${redemptions.map((_, ordinal) => ordinal)}::int[],
        ${redemptions.map(({ hash }) => hash)}::bytea[],
        ${redemptions.map(({ clientId }) => clientId)}::text[],
        ${redemptions.map(({ redirectUri }) => redirectUri)}::text[],
        ${redemptions.map(({ challenge }) => challenge)}::text[],
        ${redemptions.map(({ requested }) => JSON.stringify(requested.scope))}::jsonb[],
        ${redemptions.map(({ requested }) => JSON.stringify(requested.apis))}::jsonb[],
        ${redemptions.map(({ requested }) => JSON.stringify(requested.details))}::jsonb[],
        ${redemptions.map(({ refreshHash }) => refreshHash)}::bytea[]
      ) as asked (ordinal, hash, client_id, redirect_uri, challenge, scope, apis, details,
        refresh_hash)
    ), code as (
      select asked.ordinal, asked.client_id, asked.scope as asked_scope, asked.apis as asked_apis,
        asked.details as asked_details,
        asked.refresh_hash, found.*,
        coalesce(code_challenge is not distinct from asked.challenge
          and (found.redirect_uri = asked.redirect_uri
            -- OAuth 2.1, section 4.1.3: what the challenge binds needs no second tie.
            or (asked.redirect_uri is null and code_challenge is not null)), false) as matches
      from asked cross join lateral (
        select hash, expires_at as partition, grant_id, redirect_uri, code_challenge,
          id_token_claims
        from authorization_codes
        where hash = asked.hash and client_id = asked.client_id
          and redeemed_at is null and expires_at > ${now}
        limit 1 ${held === 'wait' ? sql`` : sql`for update skip locked`}
      ) found
    ), granted as (
      select code.ordinal, living.*,
        ${coversAsked(sql, 'code')} as covers
      from code cross join lateral ${livingGrant(sql, 'code', moment)} living
    ), spent as (
      update authorization_codes set redeemed_at = ${now}
      from code left join granted using (ordinal)
      where authorization_codes.hash = code.hash and authorization_codes.expires_at = code.partition
        and authorization_codes.redeemed_at is null
        and (covers or not matches or granted.id is null)
      returning code.ordinal
    ), refresh as (
      insert into refresh_tokens (hash, grant_id, client_id, idle_expires_at, expires_at)
      select refresh_hash, granted.id, client_id, ${idleUntil}, granted.expires_at
      from spent join code using (ordinal) join granted using (ordinal)
      where matches and refresh_hash is not null
    )
    select ordinal, spent.ordinal is not null as spent, matches, redirect_uri as "redirectUri",
      code_challenge as challenge, granted.id as "grantId", scope, apis, details, organization_id as organization,
      impersonation_id as impersonation, user_id as "userId",
      session_id as "sessionId", granted.expires_at as "expiresAt",
      session_partition as "sessionExpiresAt", auth_time as "authTime", acr, amr, nonce,
      code.id_token_claims as "idTokenClaims", code.grant_id as "codeGrantId"
    from code left join granted using (ordinal) left join spent using (ordinal)`;
  const found: (PresentedRow | undefined)[] = redemptions.map(() => undefined);
  for (const row of rows) found[row['ordinal'] as number] = row;
  return found;
}

/**
 * What a code gave that was redeemed before, with the challenge and the redirect URI that this request
 * has: nothing where the code has expired, or what came of it has ended. Null for any other code.
 */
export async function findRedeemedCode(
  sql: Queryable,
  redemption: Redemption,
  moment: Moment,
): Promise<{ grant: CodeGrant | null } | null> {
  const { hash, clientId, redirectUri, challenge } = redemption;
  const [row] = await sql`
    with code as (
      select grant_id, id_token_claims, expires_at from authorization_codes
      where hash = ${hash} and client_id = ${clientId} and redeemed_at is not null
        and code_challenge = ${challenge} and redirect_uri = ${redirectUri}
    )
    select granted.id as "grantId", scope, apis, details, organization_id as organization,
      impersonation_id as impersonation, user_id as "userId", session_id as "sessionId",
      granted.expires_at as "expiresAt", session_partition as "sessionExpiresAt",
      auth_time as "authTime", acr, amr, nonce, id_token_claims as "idTokenClaims"
    from code left join lateral ${livingGrant(sql, 'code', moment)} granted
      on code.expires_at > ${moment.now}`;
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

import type { Queryable } from '../database/connection.ts';

interface Use {
  hash: Buffer;
  clientId: string;
  /** Where the sliding limit moves to. */
  idleUntil: Date;
  now: Date;
}

export interface RefreshedGrant {
  grantId: string;
  scope: string[];
  apis: string[];
}

/** A grant that lives, with its session where it has one, and its user. */
const livingGrant = (sql: Queryable, { hash, clientId, now }: Use) => sql`
  select token.hash, token.expires_at as partition, token.rotated_at, token.successor_hash,
    grants.id, grants.scope, grants.apis, grants.session_id
  from refresh_tokens token
  join grants on grants.id = token.grant_id
  join users on users.id = grants.user_id
  left join sessions on sessions.id = grants.session_id
  where token.hash = ${hash} and token.client_id = ${clientId}
    and token.expires_at > ${now} and token.idle_expires_at > ${now}
    and grants.revoked_at is null and grants.expires_at > ${now} and users.disabled_at is null
    and (grants.session_id is null or (sessions.ended_at is null and sessions.expires_at > ${now}))`;

/** Whoever refreshes is still there: the session's sliding limit moves too. */
const touchedSession = (sql: Queryable, now: Date) => sql`
  update sessions set seen_at = ${now} where id = (select session_id from living)`;

/** Uses a token that does not rotate: moves its sliding limit, if it lives. */
export async function useRefreshToken(sql: Queryable, use: Use): Promise<RefreshedGrant | null> {
  const [row] = await sql<RefreshedGrant[]>`
    with living as (${livingGrant(sql, use)}),
    touched as (${touchedSession(sql, use.now)}),
    used as (
      update refresh_tokens set idle_expires_at = ${use.idleUntil}
      from living
      where refresh_tokens.hash = living.hash and expires_at = partition
        and refresh_tokens.rotated_at is null
      returning living.id
    )
    select id as "grantId", scope, apis from living where id in (select id from used)`;
  return row ?? null;
}

/**
 * Exchanges a token for its successor: one statement, so that of many callers at once one gets
 * the row and the others nothing.
 */
export async function rotateRefreshToken(
  sql: Queryable,
  use: Use & { successorHash: Buffer },
): Promise<RefreshedGrant | null> {
  const [row] = await sql<RefreshedGrant[]>`
    with living as (${livingGrant(sql, use)}),
    touched as (${touchedSession(sql, use.now)}),
    rotated as (
      update refresh_tokens set rotated_at = ${use.now}, successor_hash = ${use.successorHash}
      from living
      where refresh_tokens.hash = living.hash and expires_at = partition
        and refresh_tokens.rotated_at is null
      returning living.id, partition
    ),
    successor as (
      insert into refresh_tokens (hash, grant_id, client_id, idle_expires_at, expires_at)
      select ${use.successorHash}, id, ${use.clientId}, ${use.idleUntil}, partition from rotated
    )
    select id as "grantId", scope, apis from living where id in (select id from rotated)`;
  return row ?? null;
}

/** A token that was exchanged before, with what became of its successor. */
export async function findRotated(
  sql: Queryable,
  use: Use,
): Promise<(RefreshedGrant & { rotatedAt: Date; successorUnused: boolean }) | null> {
  const [row] = await sql<(RefreshedGrant & { rotatedAt: Date; successorUnused: boolean })[]>`
    with living as (${livingGrant(sql, use)})
    select id as "grantId", scope, apis, rotated_at as "rotatedAt",
      exists (select from refresh_tokens where hash = living.successor_hash
        and rotated_at is null) as "successorUnused"
    from living where rotated_at is not null`;
  return row ?? null;
}

export async function findGrantOfRefreshToken(
  sql: Queryable,
  hash: Buffer,
  clientId: string,
): Promise<string | null> {
  const [row] = await sql<{ grant_id: string }[]>`
    select grant_id from refresh_tokens where hash = ${hash} and client_id = ${clientId}`;
  return row?.grant_id ?? null;
}

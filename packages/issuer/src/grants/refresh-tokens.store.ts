import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sessionSeen } from '../sessions/session-seen.sql.ts';
import { grantSchema } from './grant.ts';
import { livingGrant, type Moment } from './living-grants.store.ts';
import type { Requested } from './narrow.ts';

interface Use extends Moment {
  hash: Buffer;
  clientId: string;
  requested: Requested;
  /** Where the sliding limit moves to. */
  idleUntil: Date;
}

const parsePresented = rowParser(
  'grants',
  'grantId',
  grantSchema.extend({
    /** False when more was requested than was granted, or it was exchanged for another one before. */
    used: z.boolean(),
  }),
);

const parseRotated = rowParser(
  'grants',
  'grantId',
  grantSchema.extend({ rotatedAt: z.date(), successorUnused: z.boolean() }),
);

/** A token that lives. */
export type PresentedToken = ReturnType<typeof parsePresented>;

/** What `living` says of the grant. */
const grantColumns = (sql: Queryable) => sql`
  id as "grantId", scope, apis, grant_expires_at as "expiresAt",
  session_partition as "sessionExpiresAt"`;

const livingToken = (sql: Queryable, use: Use) => sql`
  select token.hash, token.expires_at as partition, token.rotated_at, token.successor_hash,
    living.id, scope, apis, session_id, session_partition, living.expires_at as grant_expires_at,
    ${[...use.requested.scope]}::text[] <@ scope and ${[...use.requested.apis]}::text[] <@ apis as covers
  from refresh_tokens token
  cross join lateral ${livingGrant(sql, 'token', use)} living
  where token.hash = ${use.hash} and token.client_id = ${use.clientId}
    and token.expires_at > ${use.now} and token.idle_expires_at > ${use.now}`;

/** A refresh shows that the person is still there: the session's sliding limit moves too. */
const touchedSession = (sql: Queryable, now: Date) => sql`
  ${sessionSeen(sql, now)} and sessions.id = (select session_id from living)
    and sessions.expires_at = (select session_partition from living)`;

/** How precisely the sliding limit is kept, in seconds, as that of a session is. */
const idlePrecision = 60;

/**
 * Uses a token that does not rotate: moves its sliding limit, if it lives. Once a minute at most: many
 * may hold the same token and would queue for its row. A use that writes nothing proves no primary.
 */
export async function useRefreshToken(sql: Queryable, use: Use): Promise<PresentedToken | null> {
  const [row] = await sql`
    with living as (${livingToken(sql, use)}),
    touched as (${touchedSession(sql, use.now)}),
    moved as (
      update refresh_tokens set idle_expires_at = ${use.idleUntil}
      from living
      where refresh_tokens.hash = living.hash and expires_at = partition and covers
        and refresh_tokens.rotated_at is null
        and idle_expires_at < ${secondsAfter(use.idleUntil, -idlePrecision)}
    )
    select ${grantColumns(sql)}, covers and rotated_at is null as used from living`;
  return row ? parsePresented(row) : null;
}

/**
 * Exchanges a token for its successor: one statement, so that of many callers at once one gets
 * the row and the others nothing.
 */
export async function rotateRefreshToken(
  sql: Queryable,
  use: Use & { successorHash: Buffer },
): Promise<PresentedToken | null> {
  const [row] = await sql`
    with living as (${livingToken(sql, use)}),
    touched as (${touchedSession(sql, use.now)}),
    rotated as (
      update refresh_tokens set rotated_at = ${use.now}, successor_hash = ${use.successorHash}
      from living
      where refresh_tokens.hash = living.hash and expires_at = partition and covers
        and refresh_tokens.rotated_at is null
      returning living.id, partition
    ),
    successor as (
      insert into refresh_tokens (hash, grant_id, client_id, idle_expires_at, expires_at)
      select ${use.successorHash}, id, ${use.clientId}, ${use.idleUntil}, partition from rotated
    )
    select ${grantColumns(sql)}, exists (select from rotated) as used from living`;
  return row ? parsePresented(row) : null;
}

/** A token that was exchanged before, with what became of its successor. */
export async function findRotated(
  sql: Queryable,
  use: Use,
): Promise<ReturnType<typeof parseRotated> | null> {
  const [row] = await sql`
    with living as (${livingToken(sql, use)})
    select ${grantColumns(sql)}, rotated_at as "rotatedAt",
      exists (select from refresh_tokens where hash = living.successor_hash
        and rotated_at is null) as "successorUnused"
    from living where rotated_at is not null`;
  return row ? parseRotated(row) : null;
}

/** Whether it was exchanged before, however dead its grant is by now. */
export async function wasRotated(
  sql: Queryable,
  { hash, clientId }: Pick<Use, 'hash' | 'clientId'>,
): Promise<boolean> {
  const rows = await sql`
    select from refresh_tokens
    where hash = ${hash} and client_id = ${clientId} and rotated_at is not null`;
  return rows.length > 0;
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

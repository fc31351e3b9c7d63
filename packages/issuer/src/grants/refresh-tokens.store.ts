import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { confirmingWrite } from '../database/primary.ts';
import { rowParser } from '../database/row.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sessionsSeen } from '../sessions/session-seen.sql.ts';
import { grantSchema } from './grant.ts';
import { coversAsked, livingGrant } from './living-grants.store.ts';
import type { Moment } from './moment.ts';
import type { Requested } from './narrow.ts';

/** A refresh token as its client presents it. */
export interface PresentedToken {
  hash: Buffer;
  clientId: string;
  requested: Requested;
}

type Use = PresentedToken & Moment;

type Row = Record<string, unknown>;

const parseUsed = rowParser(
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

/** A token that lives, and whether it was used. */
export type UsedToken = ReturnType<typeof parseUsed>;
/** A use that was made, not read yet: a row that cannot be read is the fault of one caller alone. */
export type UsedRow = Row;
/** @throws CorruptRowError */
export const readUsed: (row: UsedRow) => UsedToken = parseUsed;

/** What `living` says of the grant. */
const grantColumns = (sql: Queryable) => sql`
  id as "grantId", scope, apis, details, organization_id as organization,
  impersonation_id as impersonation, grant_expires_at as "expiresAt",
  session_partition as "sessionExpiresAt"`;

const askedTokens = (sql: Queryable, presented: readonly PresentedToken[]) => sql`
  select * from unnest(
    ${presented.map((_, ordinal) => ordinal)}::int[],
    ${presented.map(({ hash }) => hash)}::bytea[],
    ${presented.map(({ clientId }) => clientId)}::text[],
    ${presented.map(({ requested }) => JSON.stringify(requested.scope))}::jsonb[],
    ${presented.map(({ requested }) => JSON.stringify(requested.apis))}::jsonb[],
    ${presented.map(({ requested }) => JSON.stringify(requested.details))}::jsonb[]
  ) as asked (ordinal, hash, client_id, scope, apis, details)`;

/** The planner expects one row here, and looks up what it is joined with. */
const askedToken = (sql: Queryable, presented: PresentedToken) => sql`
  ${askedTokens(sql, [presented])} limit 1`;

const livingTokens = (sql: Queryable, moment: Moment) => sql`
  select asked.ordinal, token.hash, token.expires_at as partition, token.rotated_at,
    token.successor_hash, living.id, living.scope, living.apis, living.details,
    living.organization_id, living.impersonation_id, session_id, session_partition,
    living.expires_at as grant_expires_at,
    ${coversAsked(sql, 'token')} as covers
  from asked cross join lateral (
    select * from refresh_tokens
    where hash = asked.hash and client_id = asked.client_id
      and expires_at > ${moment.now} and idle_expires_at > ${moment.now} limit 1
  ) token
  cross join lateral ${livingGrant(sql, 'token', moment)} living`;

/** How precisely the sliding limit is kept, in seconds, as that of a session is. */
const idlePrecision = 60;

/**
 * Uses tokens that do not rotate: moves the sliding limit of those that live, and of their sessions. Once a minute at most: many
 * may hold the same token and would queue for its row. The statement is a write in any case, which
 * only a primary can commit.
 *
 * @returns for each token its row, or undefined where it does not live
 */
export async function useRefreshTokens(
  sql: Queryable,
  presented: readonly PresentedToken[],
  moment: Moment,
): Promise<(UsedRow | undefined)[]> {
  const { now, idleUntil } = moment;
  const rows = await sql<Row[]>`
    with asked as (${askedTokens(sql, presented)}),
    living as (${livingTokens(sql, moment)}),
    ${sessionsSeen(sql, now)},
    due as (
      select token.hash, token.expires_at from living cross join lateral (
        select hash, expires_at from refresh_tokens
        where hash = living.hash and expires_at = living.partition and rotated_at is null
          and idle_expires_at < ${secondsAfter(idleUntil, -idlePrecision)}
        limit 1 for update skip locked
      ) token
      where covers
    ),
    moved as (
      update refresh_tokens set idle_expires_at = ${idleUntil} from due
      where refresh_tokens.hash = due.hash and refresh_tokens.expires_at = due.expires_at
    )
    select ordinal, ${grantColumns(sql)}, covers and rotated_at is null as used,
      ${confirmingWrite(sql)} as written
    from (select ordinal from asked) asked left join living using (ordinal)`;
  const found: (UsedRow | undefined)[] = presented.map(() => undefined);
  for (const row of rows) {
    if (row['grantId'] !== null) found[row['ordinal'] as number] = row;
  }
  return found;
}

/**
 * Exchanges a token for its successor: one statement, so that of many callers at once one gets
 * the row and the others nothing.
 */
export async function rotateRefreshToken(
  sql: Queryable,
  use: Use & { successorHash: Buffer },
): Promise<UsedToken | null> {
  const [row] = await sql`
    with asked as (${askedToken(sql, use)}),
    living as (${livingTokens(sql, use)}),
    ${sessionsSeen(sql, use.now)},
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
  return row ? parseUsed(row) : null;
}

/** A token that was exchanged before, with what became of its successor. */
export async function findRotated(
  sql: Queryable,
  use: Use,
): Promise<ReturnType<typeof parseRotated> | null> {
  const [row] = await sql`
    with asked as (${askedToken(sql, use)}),
    living as (${livingTokens(sql, use)})
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

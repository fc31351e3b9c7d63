import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { ofClient } from '../database/person-and-client.ts';
import { rowParser } from '../database/row.ts';
import { beforePlace, type Place, readScannedPage } from '../database/scanned-page.ts';
import { type LinkState, linkSchema } from './link.ts';

const parseListed = rowParser('links', 'id', linkSchema.extend({ refused: z.int(), at: z.date() }));

export type ListedLink = ReturnType<typeof parseListed>;

export interface LinksQuery {
  clientId: string | null;
  /** Null: any. */
  state: LinkState | null;
  before: Place | null;
  limit: number;
}

/** As `linkState` decides. */
const inState = (sql: Queryable, state: LinkState, now: Date) =>
  ({
    revoked: sql`revoked_at is not null`,
    used: sql`revoked_at is null and used >= uses`,
    expired: sql`revoked_at is null and used < uses and redeemable_until <= ${now}`,
    active: sql`revoked_at is null and used < uses and redeemable_until > ${now}`,
  })[state];

/** Of all clients, the newest first. */
export function readLinks(
  sql: Queryable,
  { clientId, state, before, limit }: LinksQuery,
  now: Date,
): Promise<{ items: ListedLink[]; next: Place | null }> {
  const at = sql`created_at`;
  return readScannedPage(
    sql,
    {
      ...{ at, limit },
      from: sql`from links where ${ofClient(sql, clientId)} ${beforePlace(sql, at, before)}`,
      matching: state === null ? sql`true` : inState(sql, state, now),
      columns: sql`found.client_id as "clientId", found.url, found.origin, found.api_id as api,
        found.permissions, found.authorization_details as details, found.uses, found.used,
        found.refused,
        found.token_lifetime as "tokenLifetime", found.subject, found.metadata,
        found.created_at as "createdAt", found.redeemable_until as "redeemableUntil",
        found.revoked_at as "revokedAt"`,
      joins: sql``,
    },
    parseListed,
  );
}

/** Which client made a link; null where it is not known. */
export async function readClientOfLink(sql: Queryable, id: string): Promise<string | null> {
  const [row] = await sql<{ clientId: string }[]>`
    select client_id as "clientId" from links where id = ${id}`;
  return row?.clientId ?? null;
}

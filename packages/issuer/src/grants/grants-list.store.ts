import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { beforePlace, type Place, readScannedPage } from '../database/scanned-page.ts';

const parseListed = rowParser(
  'grants',
  'id',
  z.object({
    id: z.string(),
    /** When it was made. */
    at: z.date(),
    userId: z.string(),
    userName: z.string().nullable(),
    clientId: z.string(),
    clientName: z.string().nullable(),
    sessionId: z.string().nullable(),
    scope: z.array(z.string()),
    apis: z.array(z.string()),
    acr: z.string(),
    expiresAt: z.date(),
  }),
);

export type ListedGrant = ReturnType<typeof parseListed>;

export interface GrantsQuery {
  userId: string | null;
  clientId: string | null;
  before: Place | null;
  limit: number;
}

/** Those that live, also by the session that they hang on, the newest first. */
export function readGrants(
  sql: Queryable,
  { userId, clientId, before, limit }: GrantsQuery,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<{ items: ListedGrant[]; next: Place | null }> {
  const at = sql`created_at`;
  // As the index has it.
  const ofClient = clientId === null ? sql`true` : sql`coalesce(client_id, '') = ${clientId}`;
  const asked = sql`where ${ofClient} ${beforePlace(sql, at, before)}`;
  return readScannedPage(
    sql,
    {
      ...{ at, limit },
      // As in the list of sessions.
      from:
        userId === null
          ? sql`from grants ${asked}`
          : sql`from (select * from grants where user_id = ${userId} offset 0) grants ${asked}`,
      matching: sql`revoked_at is null and expires_at > ${now} and (session_id is null or exists (
        select from sessions where sessions.id = scanned.session_id and ended_at is null
          and sessions.expires_at > ${now} and seen_at > ${idleSince} offset 0))`,
      columns: sql`found.user_id as "userId", people.name as "userName",
        found.client_id as "clientId", clients.name as "clientName",
        found.session_id as "sessionId", found.scope, found.apis, found.acr,
        found.expires_at as "expiresAt"`,
      joins: sql`
        left join lateral (select name from users where id = found.user_id limit 1) people on true
        left join lateral (select name from clients where id = found.client_id limit 1) clients
          on true`,
    },
    parseListed,
  );
}

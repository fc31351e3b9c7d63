import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import {
  type OfPersonAndClient,
  ofPersonAndClient,
  personAndClient,
} from '../database/person-and-client.ts';
import { rowParser } from '../database/row.ts';
import { type Place, readScannedPage } from '../database/scanned-page.ts';

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

export interface GrantsQuery extends OfPersonAndClient {
  limit: number;
}

/** Those that live, also by the session that they hang on, the newest first. */
export function readGrants(
  sql: Queryable,
  { limit, ...of }: GrantsQuery,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<{ items: ListedGrant[]; next: Place | null }> {
  const at = sql`created_at`;
  const { columns, joins } = personAndClient(sql);
  return readScannedPage(
    sql,
    {
      ...{ at, limit },
      from: ofPersonAndClient(sql, sql`grants`, { ...of, at }),
      matching: sql`revoked_at is null and expires_at > ${now} and (session_id is null or exists (
        select from sessions where sessions.id = scanned.session_id and ended_at is null
          and sessions.expires_at > ${now} and seen_at > ${idleSince} offset 0))`,
      columns: sql`${columns}, found.session_id as "sessionId", found.scope, found.apis, found.acr,
        found.expires_at as "expiresAt"`,
      joins,
    },
    parseListed,
  );
}

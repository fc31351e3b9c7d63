import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { beforePlace, type Place, readScannedPage } from '../database/scanned-page.ts';

const parseListed = rowParser(
  'sessions',
  'id',
  z.object({
    id: z.string(),
    /** Of the last sign-in in it. */
    at: z.date(),
    seenAt: z.date(),
    userId: z.string(),
    userName: z.string().nullable(),
    clientId: z.string().nullable(),
    clientName: z.string().nullable(),
    acr: z.string(),
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
  }),
);

export type ListedSession = ReturnType<typeof parseListed>;

export interface SessionsQuery {
  userId: string | null;
  clientId: string | null;
  /** Only those that were seen after this. */
  seenAfter: Date;
  seenBefore: Date | null;
  before: Place | null;
  limit: number;
}

/** Of everybody, the one that was signed in to last first. */
export function readSessions(
  sql: Queryable,
  { userId, clientId, seenAfter, seenBefore, before, limit }: SessionsQuery,
  now: Date,
): Promise<{ items: ListedSession[]; next: Place | null }> {
  const at = sql`auth_time`;
  // As the index has it.
  const ofClient = clientId === null ? sql`true` : sql`coalesce(client_id, '') = ${clientId}`;
  const asked = sql`where ${ofClient} ${beforePlace(sql, at, before)}`;
  return readScannedPage(
    sql,
    {
      ...{ at, limit },
      // Those of one user are few: they are read first, whatever the planner thinks of the order.
      from:
        userId === null
          ? sql`from sessions ${asked}`
          : sql`from (select * from sessions where user_id = ${userId} offset 0) sessions ${asked}`,
      matching: sql`ended_at is null and expires_at > ${now} and seen_at > ${seenAfter}
        ${seenBefore === null ? sql`` : sql`and seen_at < ${seenBefore}`}`,
      columns: sql`found.seen_at as "seenAt", found.user_id as "userId", people.name as "userName",
        found.client_id as "clientId", clients.name as "clientName", found.acr,
        found.user_agent as "userAgent", found.address`,
      joins: sql`
        left join lateral (select name from users where id = found.user_id limit 1) people on true
        left join lateral (select name from clients where id = found.client_id limit 1) clients
          on true`,
    },
    parseListed,
  );
}

/** Whose a session is, whether or not it has ended; null where it is not known. */
export async function readUserOfSession(sql: Queryable, id: string): Promise<string | null> {
  const [row] = await sql<{ userId: string }[]>`
    select user_id as "userId" from sessions where id = ${id}`;
  return row?.userId ?? null;
}

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
    /** The id of the administrator who acts as the person in it; null where it is their own. */
    actorId: z.string().nullable(),
  }),
);

export type ListedSession = ReturnType<typeof parseListed>;

export interface SessionsQuery extends OfPersonAndClient {
  /** Only those that were seen after this. */
  seenAfter: Date;
  seenBefore: Date | null;
  limit: number;
}

/** Of all people, the one that was signed in to last first. */
export function readSessions(
  sql: Queryable,
  { seenAfter, seenBefore, limit, ...of }: SessionsQuery,
  now: Date,
): Promise<{ items: ListedSession[]; next: Place | null }> {
  const at = sql`auth_time`;
  const { columns, joins } = personAndClient(sql);
  return readScannedPage(
    sql,
    {
      ...{ at, limit },
      from: ofPersonAndClient(sql, sql`sessions`, { ...of, at }),
      matching: sql`ended_at is null and expires_at > ${now} and seen_at > ${seenAfter}
        ${seenBefore === null ? sql`` : sql`and seen_at < ${seenBefore}`}`,
      columns: sql`${columns}, found.seen_at as "seenAt", found.acr,
        found.user_agent as "userAgent", found.address,
        (select actor_id from impersonations where session_id = found.id limit 1) as "actorId"`,
      joins,
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

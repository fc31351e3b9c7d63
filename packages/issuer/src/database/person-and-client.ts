import type { Queryable } from './connection.ts';
import { beforePlace, type Place } from './scanned-page.ts';
import type { Fragment } from './statement.ts';

export interface OfPersonAndClient {
  userId: string | null;
  clientId: string | null;
  before: Place | null;
}

/** As the indexes by client have it (migrations 0075 and 0076). */
export const ofClient = (sql: Queryable, clientId: string | null): Fragment =>
  clientId === null ? sql`true` : sql`coalesce(client_id, '') = ${clientId}`;

/** The rows of a table that a page may look at: of all people or of one, of all clients or of one. */
export function ofPersonAndClient(
  sql: Queryable,
  table: Fragment,
  { userId, clientId, before, at }: OfPersonAndClient & { at: Fragment },
): Fragment {
  // Those of one user are few: they are read first, whatever the planner thinks of the order.
  const rows =
    userId === null
      ? table
      : sql`(select * from ${table} where user_id = ${userId} offset 0) of_person`;
  return sql`from ${rows} where ${ofClient(sql, clientId)} ${beforePlace(sql, at, before)}`;
}

/** Of what was found: whose it is, and for which client. */
export const personAndClient = (sql: Queryable): { columns: Fragment; joins: Fragment } => ({
  columns: sql`found.user_id as "userId", people.name as "userName",
    found.client_id as "clientId", clients.name as "clientName"`,
  joins: sql`
    left join lateral (select name from users where id = found.user_id limit 1) people on true
    left join lateral (select name from clients where id = found.client_id limit 1) clients on true`,
});

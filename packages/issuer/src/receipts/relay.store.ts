import type { Queryable } from '../database/connection.ts';

export const channel = 'sallyport_receipts';

/** Tells all nodes. Nothing of it is written to a table. */
export async function tellNodes(sql: Queryable, sealed: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${sealed})`;
}

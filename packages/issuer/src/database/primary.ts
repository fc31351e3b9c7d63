import { coalesce } from './coalesce.ts';
import type { Queryable, Sql } from './connection.ts';

/**
 * Resolves once a write that began after the call is committed on the primary, synchronously: what
 * was read since the call is then no past that another primary has overtaken meanwhile. A server
 * whose standby was promoted can still be read, and commits nothing. One write serves all who wait.
 *
 *     call ──▶ write begins ──▶ the standby has it ──▶ committed
 *      └── what is read from here on ──▶ was true after the call, or the commit never returns
 *
 * The write is a message in the log of the server, of which no table keeps anything. It waits for
 * the standby, which a transaction that only takes a number would not.
 */
export type ConfirmPrimary = () => Promise<void>;

/** The same write, as a column of a statement that reads, and is then one that only a primary can commit. */
export const confirmingWrite = (sql: Queryable) => sql`(
  select pg_logical_emit_message(true, 'sallyport', '') is null)`;

export function createConfirmPrimary(sql: Sql): ConfirmPrimary {
  const write = coalesce(async () => {
    await sql`select ${confirmingWrite(sql)}`;
    return new Map<string, never>();
  });
  return async () => {
    await write('');
  };
}

import postgres from 'postgres';
import { socketOptions } from './socket-url.ts';

/** BIGINT columns hold positions and counts far below 2^53. */
const bigint = {
  to: 20,
  from: [20],
  serialize: (value: number) => String(value),
  parse: (text: string) => Number(text),
};

export type Sql = postgres.Sql<{ bigint: number }>;
export type Transaction = postgres.TransactionSql<{ bigint: number }>;
/** Either of them: what a store's function runs its statement on. */
export type Queryable = Sql | Transaction;

export interface ConnectionSettings {
  url: string;
  /** Connections in the pool. */
  max?: number;
}

/**
 * A pool of connections. Statements give up after ten seconds and waits for a lock after five, so
 * that a stuck database turns into an error that the caller sees.
 */
export function connect({ url, max = 8 }: ConnectionSettings): Sql {
  return postgres(url, {
    ...socketOptions(url),
    max,
    connect_timeout: 5,
    idle_timeout: 0,
    max_lifetime: 60 * 30,
    onnotice: () => {},
    types: { bigint },
    connection: {
      application_name: 'sallyport',
      statement_timeout: 10_000,
      lock_timeout: 5_000,
      // A node that is frozen keeps its locks from the others for so long.
      idle_in_transaction_session_timeout: 2_000,
      // What was acknowledged stays, whatever the server's own setting.
      synchronous_commit: 'on',
      // Statements look rows up by key, the same way whatever the values: planning one anew each
      // time, over every partition, takes longer than running it (see ADR 2).
      plan_cache_mode: 'force_generic_plan',
      TimeZone: 'UTC',
    },
  });
}

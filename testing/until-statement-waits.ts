import type { Queryable } from '../packages/issuer/src/database/connection.ts';
import { until } from './until.ts';

/** Resolves when a statement waits for this transaction, which asks itself: an idle one is ended. */
export const untilStatementWaits = (holder: Queryable): Promise<void> =>
  until(async () => {
    const waiting = await holder`
      select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`;
    return waiting.length > 0;
  });

/** Resolves when so many statements of this database wait for rows that others hold. */
export const untilStatementsWait = (holder: Queryable, count: number): Promise<void> =>
  until(async () => {
    // Within a transaction it stays as it was read first, without the sessions that began since.
    await holder`select pg_stat_clear_snapshot()`;
    const waiting = await holder`
      select distinct pid from pg_locks join pg_stat_activity activity using (pid)
      where not granted and datname = current_database()`;
    return waiting.length >= count;
  });

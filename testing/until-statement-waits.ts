import type { Queryable } from '../packages/issuer/src/database/connection.ts';

/** Resolves when a statement waits for this transaction, which asks itself: an idle one is ended. */
export async function untilStatementWaits(holder: Queryable): Promise<void> {
  for (;;) {
    const waiting = await holder`
      select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`;
    if (waiting.length > 0) return;
  }
}

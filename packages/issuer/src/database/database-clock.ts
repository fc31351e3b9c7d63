import type { Clock } from '../runtime/clock.ts';
import { inTime } from '../runtime/in-time.ts';
import type { Log } from '../runtime/log.ts';
import type { Sql } from './connection.ts';

/** How often the database is asked, in milliseconds. */
const interval = 10_000;
/** How long the first answer may take, and the others: a slow one says little about the time. */
const maxFirstMs = 10_000;
const maxLaterMs = 1_000;
/** From which difference on the operator is told. */
const maxDriftMs = 5_000;

export interface StartedClock {
  clock: Clock;
  stop(): void;
}

/**
 * The database's time, which is one for all nodes: what has expired is decided by it, and never by
 * the wall clock of one machine. Between two looks at it the machine's monotonic clock counts, so
 * that a wall clock that jumps moves nothing.
 */
export async function followDatabaseClock(sql: Sql, local: Clock, log: Log): Promise<StartedClock> {
  let offset = await measure(sql, local, maxFirstMs);
  const now = () => new Date(offset + local.monotonic());
  const seconds = Math.round((local.now().getTime() - now().getTime()) / 1000);
  if (Math.abs(seconds) * 1000 > maxDriftMs) {
    log.warn({ seconds }, "this machine's clock differs from the database's, which is used");
  }
  const timer = setInterval(() => {
    measure(sql, local, maxLaterMs).then(
      (measured) => {
        offset = measured;
      },
      // A database that is away or slow is no reason for another time.
      () => {},
    );
  }, interval);
  timer.unref();
  return {
    clock: { now, monotonic: () => local.monotonic() },
    stop: () => clearInterval(timer),
  };
}

/** What to add to the monotonic clock, in milliseconds; wrong by half the round trip at most. */
async function measure(sql: Sql, local: Clock, maxMs: number): Promise<number> {
  const before = local.monotonic();
  const late = () => new Error('The database did not tell the time in time.');
  const [row] = await inTime(
    sql<{ ms: number }[]>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
    maxMs,
    late,
  );
  return row!.ms - (before + local.monotonic()) / 2;
}

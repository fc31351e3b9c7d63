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

/** By how much more the estimate may be wrong with each millisecond: clocks of machines drift. */
const drift = 0.0002;

interface Measured {
  /** What to add to the monotonic clock, in milliseconds. */
  offset: number;
  /** How far it may be wrong, either way: half the round trip. */
  error: number;
  /** By the monotonic clock. */
  at: number;
}

/**
 * The database's time, which is one for all nodes: what has expired is decided by it, and never by
 * the wall clock of one machine. Between two looks at it the machine's monotonic clock counts, so
 * that a wall clock that jumps moves nothing.
 */
export async function followDatabaseClock(sql: Sql, local: Clock, log: Log): Promise<StartedClock> {
  let kept = await measure(sql, local, maxFirstMs);
  const now = () => new Date(kept.offset + local.monotonic());
  const seconds = Math.round((local.now().getTime() - now().getTime()) / 1000);
  if (Math.abs(seconds) * 1000 > maxDriftMs) {
    log.warn({ seconds }, "this machine's clock differs from the database's, which is used");
  }
  const timer = setInterval(() => {
    measure(sql, local, maxLaterMs).then(
      (measured) => {
        kept = better(kept, measured);
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

/**
 * The one that is surer. A look that took long, on a busy machine, says less than an earlier one that
 * was quick; unless both cannot be true, and then the database's clock was set.
 */
export function better(kept: Measured, measured: Measured): Measured {
  const error = kept.error + drift * (measured.at - kept.at);
  const contradicts = Math.abs(measured.offset - kept.offset) > measured.error + error;
  return contradicts || measured.error <= error ? measured : kept;
}

async function measure(sql: Sql, local: Clock, maxMs: number): Promise<Measured> {
  const before = local.monotonic();
  const late = () => new Error('The database did not tell the time in time.');
  const [row] = await inTime(
    sql<{ ms: number }[]>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
    maxMs,
    late,
  );
  const at = local.monotonic();
  return { offset: row!.ms - (before + at) / 2, error: (at - before) / 2, at };
}

import type { Clock } from '../runtime/clock.ts';
import { inTime } from '../runtime/in-time.ts';
import type { Log } from '../runtime/log.ts';
import type { Queryable } from './connection.ts';
import { isPassing } from './failures.ts';

const probeMs = 1_000;
const probeTimeout = 2_000;

/** A database that does not answer: one line when it is noticed, and one when it is over. */
export interface Outage {
  /** Whether a failure is of this kind: nothing was done, and the next attempt may succeed. */
  isPassing(error: unknown): boolean;
  /** A request failed for it. */
  noticed(cause: unknown): void;
  stop(): void;
}

interface Dependencies {
  sql: Queryable;
  clock: Pick<Clock, 'monotonic'>;
  log: Log;
}

export function watchOutage({ sql, clock, log }: Dependencies): Outage {
  let begun: number | null = null;
  let refused = 0;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  const probeLater = () => {
    if (!isStopped) timer = setTimeout(() => void probe(), probeMs).unref();
  };
  const probe = async () => {
    try {
      await inTime(sql`select 1`, probeTimeout, () => new Error('late'));
    } catch {
      probeLater();
      return;
    }
    const lastedMs = Math.round(clock.monotonic() - begun!);
    log.info({ lastedMs, refused }, 'the database answers again');
    begun = null;
    refused = 0;
  };

  return {
    isPassing,
    noticed(cause) {
      refused++;
      if (begun !== null || isStopped) return;
      begun = clock.monotonic();
      log.error({ err: cause }, 'the database does not answer; requests get 503 until it does');
      probeLater();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

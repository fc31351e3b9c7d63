import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { ChangesResponse, Position, Subject } from '@sallyport/protocol/internal.ts';
import type { Sql, Transaction } from '../database/connection.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { barrier } from './barrier.ts';
import { appendChange, pruneChanges, readChanges, readHead } from './log.store.ts';
import { createWake } from './wake.ts';

/** What a change did: its result, and whom cached facts about are no longer true of. */
export interface Changed<T> {
  value: T;
  /** Empty when there was nothing left to do. */
  subjects: Subject[];
}

export interface Changes {
  /**
   * Runs `work` in a transaction, logs what it changed as the last statement before the commit,
   * and returns once no gateway can act on the old state any more. For whatever allows less.
   *
   * @throws OAuthError `temporarily_unavailable` when the database was lost on the way: whether
   *   the change was made is then unknown, and repeating the call is safe.
   */
  takeAway<T>(work: (tx: Transaction) => Promise<Changed<T>>): Promise<T>;
  /** The same for whatever allows more: waits for the gateways, but not for long. */
  give<T>(work: (tx: Transaction) => Promise<Changed<T>>): Promise<T>;
  /** Entries after a position; waits up to `waitMs` for the first. */
  next(after: Position, waitMs: number, signal: AbortSignal): Promise<ChangesResponse>;
  /** Forgets old entries that every living member has long passed. */
  prune(olderThan: Date): Promise<void>;
  close(): Promise<void>;
}

const giveLimitMs = 250;

export interface ChangesDependencies {
  sql: Sql;
  clock: Clock;
  log: Log;
  leaseMs: number;
}

/** Listens for wake-ups and offers the ways to make a change. */
export async function startChanges(dependencies: ChangesDependencies): Promise<Changes> {
  const { sql, clock } = dependencies;
  const entries = createWake();
  const acks = createWake();
  // Notifications only wake readers: whatever was missed while the connection was down is read
  // as soon as it is up again.
  const wakeAll = () => {
    entries.ring();
    acks.ring();
  };
  const listeners = await Promise.all([
    sql.listen('sallyport_changes', entries.ring, wakeAll),
    sql.listen('sallyport_acks', acks.ring, wakeAll),
  ]);
  const settle = (pos: number) => barrier(pos, { ...dependencies, acks });

  async function commit<T>(work: (tx: Transaction) => Promise<Changed<T>>) {
    return sql.begin(async (tx) => {
      const { value, subjects } = await work(tx as Transaction);
      const pos = subjects.length > 0 ? await appendChange(tx, subjects) : (await readHead(tx)).pos;
      return { value, pos };
    });
  }

  return {
    async takeAway(work) {
      const { value, pos } = await commit(work).catch(refuseUnknownOutcome);
      await settle(pos);
      return value as never;
    },
    async give(work) {
      const { value, pos } = await commit(work).catch(refuseUnknownOutcome);
      const patience = createWake();
      await Promise.race([settle(pos), patience.wait(giveLimitMs)]);
      patience.ring();
      return value as never;
    },
    async next(after, waitMs, signal) {
      const deadline = clock.monotonic() + waitMs;
      for (;;) {
        const woken = entries.wait(deadline - clock.monotonic(), signal);
        const answer = await readChanges(sql, after);
        const news = answer.reset || answer.changes.length > 0;
        if (news || clock.monotonic() >= deadline || signal.aborted) return answer;
        await woken;
      }
    },
    prune: (olderThan) => pruneChanges(sql, olderThan),
    async close() {
      wakeAll();
      await Promise.all(listeners.map((listener) => listener.unlisten().catch(() => {})));
    },
  };
}

function refuseUnknownOutcome(error: unknown): never {
  if (error instanceof Error && isConnectionLoss(error)) {
    throw new OAuthError(
      'temporarily_unavailable',
      'The database was lost on the way and the outcome is unknown. Repeat the request.',
      { cause: error, retryAfter: 1 },
    );
  }
  throw error;
}

/** Failures of the connection (postgres.js names, errno names) and of the server (SQLSTATE 57P0x). */
export function isConnectionLoss(error: Error & { code?: unknown }): boolean {
  return (
    typeof error.code === 'string' &&
    /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ENOENT|57P0|08|53300)/.test(error.code)
  );
}

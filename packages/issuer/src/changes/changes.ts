import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { ChangesResponse, Position, Subject } from '@sallyport/protocol/internal.ts';
import { coalesce } from '../database/coalesce.ts';
import type { Sql, Transaction } from '../database/connection.ts';
import { isConnectionLoss } from '../database/failures.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { barrier } from './barrier.ts';
import { appendChange, pruneChanges, readChanges, readHead } from './log.store.ts';
import { expelMember, type Member, readMembers } from './members.store.ts';
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
  /** Answers who waits for entries now, so that their connections hold up no shutdown. */
  endWaiting(): void;
  /** Stops listening. Changes that are still being made would wait for their members in vain. */
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
  const { sql, clock, log, leaseMs } = dependencies;
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
  // All barriers that hear of an acknowledgement at once share one look at the members.
  const members = coalesce(async () => new Map([['all', await readMembers(sql)]]));
  const settling = {
    clock,
    log,
    acks,
    leaseMs,
    readMembers: async () => (await members('all'))!,
    expelMember: (member: Member) => expelMember(sql, member),
  };
  let closing = false;

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
      await barrier(pos, settling);
      return value as never;
    },
    async give(work) {
      const { value, pos } = await commit(work).catch(refuseUnknownOutcome);
      await barrier(pos, settling, giveLimitMs);
      return value as never;
    },
    async next(after, waitMs, signal) {
      const deadline = clock.monotonic() + waitMs;
      for (;;) {
        const woken = entries.wait(deadline - clock.monotonic(), signal);
        const answer = await readChanges(sql, after);
        const news = answer.reset || answer.changes.length > 0;
        if (news || clock.monotonic() >= deadline || signal.aborted || closing) return answer;
        await woken;
      }
    },
    prune: (olderThan) => pruneChanges(sql, olderThan),
    endWaiting() {
      closing = true;
      entries.ring();
    },
    async close() {
      await Promise.all(listeners.map((listener) => listener.unlisten().catch(() => {})));
    },
  };
}

function refuseUnknownOutcome(error: unknown): never {
  if (isConnectionLoss(error)) {
    throw new OAuthError(
      'temporarily_unavailable',
      'The database was lost on the way and the outcome is unknown. Repeat the request.',
      { cause: error, retryAfter: 1 },
    );
  }
  throw error;
}

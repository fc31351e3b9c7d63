import { Notifier } from '@sallyport/base/notifier.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag, ChangesResponse, Position } from '@sallyport/protocol/internal.ts';
import { coalesce } from '../database/coalesce.ts';
import type { Sql, Transaction } from '../database/connection.ts';
import { isConnectionLoss } from '../database/failures.ts';
import type { ConfirmPrimary } from '../database/primary.ts';
import { type BarrierOutcome, noteBarrier } from '../runtime/barriers.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { barrier } from './barrier.service.ts';
import { insertChange, pruneChanges, readChanges } from './log.store.ts';
import { expelMember, type Member, readStanding } from './members.store.ts';

/** What a change did: its result, and the tags of what is cached and no longer true. */
export interface Changed<T> {
  value: T;
  /** Empty when there was nothing left to do. */
  tags: readonly CacheTag[];
}

/** What a change waited for, and when it was obeyed. */
export interface SettledBarrier extends BarrierOutcome {
  at: Date;
}

/** So many are enough for a picture of how long changes wait. */
const keptBarriers = 500;

/** Runs the work of a change in a transaction. Work without a result returns its tags alone. */
export interface MakeChange {
  (work: (tx: Transaction) => Promise<readonly CacheTag[]>): Promise<void>;
  <T>(work: (tx: Transaction) => Promise<Changed<T>>): Promise<T>;
}

export interface Changes {
  /**
   * Runs `work` in a transaction, logs what it changed at the commit, and returns once no gateway can
   * act on the old state any more. For whatever allows less. A change that finds nothing left to do
   * waits all the same: the call that did it may have crashed before it had waited.
   *
   * @throws OAuthError `temporarily_unavailable` when the database was lost on the way: whether
   *   the change was made is then unknown, and repeating the call is safe.
   */
  takeAway: MakeChange;
  /** The same for whatever allows more: waits for the gateways, but not for long. */
  give: MakeChange;
  /**
   * For a take-away that finds nothing left to do, because another request was first: returns once
   * no gateway can act on what was true before the position that stands.
   */
  awaitStanding(): Promise<void>;
  /** What the latest changes that this node made waited for, the oldest first. */
  settled(): readonly SettledBarrier[];
  /** Entries after a position; waits up to `waitMs` for the first. */
  next(after: Position, waitMs: number, signal: AbortSignal): Promise<ChangesResponse>;
  /** Forgets old entries that every living member has long passed. */
  prune(olderThan: Date): Promise<void>;
  /** Answers the gateways that wait for entries at once, so that they do not delay a shutdown. */
  endWaiting(): void;
  /** Stops listening. Changes that are still being made would wait for their members in vain. */
  close(): Promise<void>;
}

const giveTimeoutMs = 250;

type AnyWork = (tx: Transaction) => Promise<Changed<unknown> | readonly CacheTag[]>;

export interface ChangesDependencies {
  sql: Sql;
  confirmPrimary: ConfirmPrimary;
  clock: Clock;
  log: Log;
  leaseMs: number;
}

/** Listens for wake-ups and offers the ways to make a change. */
export async function startChanges(dependencies: ChangesDependencies): Promise<Changes> {
  const { sql, confirmPrimary, clock, log, leaseMs } = dependencies;
  const entries = new Notifier();
  const acks = new Notifier();
  // Notifications only wake readers: whatever was missed while the connection was down is read
  // as soon as it is up again.
  const wakeAll = () => {
    entries.notify();
    acks.notify();
  };
  const listeners = await Promise.all([
    sql.listen('sallyport_changes', entries.notify, wakeAll),
    sql.listen('sallyport_acks', acks.notify, wakeAll),
  ]);
  // All barriers that hear of an acknowledgement at once share one look at the members.
  const standing = coalesce(async () => new Map([['', await readStanding(sql)]]));
  const settling = {
    clock,
    log,
    acks,
    leaseMs,
    readStanding: async () => (await standing(''))!,
    expelMember: (member: Member) => expelMember(sql, member),
  };
  const settled: SettledBarrier[] = [];
  let closing = false;

  /** Whether it logged a change: without one, the transaction may have written nothing. */
  function commit(work: AnyWork): Promise<{ value: unknown; logged: boolean }> {
    return sql.begin(async (tx) => {
      const done = await work(tx);
      const { value, tags } = 'tags' in done ? done : { value: undefined, tags: done };
      if (tags.length > 0) await insertChange(tx, tags);
      return { value, logged: tags.length > 0 };
    });
  }

  async function make(work: AnyWork, timeoutMs?: number): Promise<never> {
    try {
      const { value, logged } = await commit(work);
      // Only the primary can say that there is nothing left to do; a commit proves that it is one.
      if (!logged) await confirmPrimary();
      const outcome = await barrier(settling, timeoutMs);
      noteBarrier(outcome);
      settled.push({ ...outcome, at: clock.now() });
      if (settled.length > keptBarriers) settled.shift();
      return value as never;
    } catch (error) {
      return refuseUnknownOutcome(error);
    }
  }

  return {
    takeAway: (work: AnyWork) => make(work),
    give: (work: AnyWork) => make(work, giveTimeoutMs),
    awaitStanding: () => make(async () => []),
    settled: () => settled,
    async next(after, waitMs, signal) {
      const deadline = clock.monotonic() + waitMs;
      for (;;) {
        const seen = entries.count;
        const answer = await readChanges(sql, after);
        const news = answer.reset || answer.changes.length > 0;
        if (news || clock.monotonic() >= deadline || signal.aborted || closing) return answer;
        await entries.wait(seen, deadline - clock.monotonic(), signal);
      }
    },
    prune: (olderThan) => pruneChanges(sql, olderThan),
    endWaiting() {
      closing = true;
      entries.notify();
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
      'The connection to the database was lost, and the outcome is unknown. Repeat the request.',
      { cause: error, retryAfter: 1 },
    );
  }
  throw error;
}

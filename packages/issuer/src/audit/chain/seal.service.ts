import type { Sql } from '../../database/connection.ts';
import type { Clock } from '../../runtime/clock.ts';
import { holdChain, insertBatch, oldestUnsealed, readUnsealed, writeEnds } from './chain.store.ts';
import {
  type ChainEnds,
  commitmentOf,
  contentOf,
  endsDigest,
  hashOf,
  keyIdOf,
  macOf,
  periodEnd,
} from './chain.ts';

export interface SealingContext {
  sql: Sql;
  clock: Clock;
  /** HMAC key that follows from the server's secret. */
  key: Buffer;
}

/** Events of one batch at most: some 100 kB are read and hashed at a time. */
const maxEvents = 1_000;

/**
 * Puts events that the chain does not have yet into one batch at its end. They are listed in the
 * transaction that writes them, and so are seen here once that is committed, in whatever order
 * transactions are: no event is passed over because a younger one was there before. All of it is one
 * transaction, which holds the end of the chain: a node that finds another one at it leaves it alone, and one
 * that is killed leaves nothing half done.
 *
 * @returns how many events it were
 */
export async function sealBatch(
  { sql, clock, key }: SealingContext,
  limit = maxEvents,
): Promise<number> {
  if ((await oldestUnsealed(sql)) === null) return 0;
  return sql.begin(async (tx) => {
    const ends = await holdChain(tx);
    const oldest = ends && (await oldestUnsealed(tx));
    if (!oldest) return 0;
    const period = periodEnd(oldest.getTime());
    const events = await readUnsealed(tx, { until: new Date(period), limit });
    const committed = events.map((event) => ({ event, commitment: commitmentOf(event) }));
    const batch = {
      ...{ number: ends.head.number + 1, period, sealedAt: clock.now().getTime() },
      ...{ count: events.length, content: contentOf(committed) },
    };
    const hash = hashOf(ends.head.hash, batch);
    const commitments = Buffer.concat(committed.map(({ commitment }) => commitment));
    const stored = { ...batch, hash, commitments, keyId: keyIdOf(key), mac: macOf(key, hash) };
    await insertBatch(tx, stored, events);
    const next = { head: { number: batch.number, hash }, dropped: ends.dropped };
    await writeEnds(tx, next, signatureOf(next, key));
    return events.length;
  });
}

export const signatureOf = (ends: ChainEnds, key: Buffer) => ({
  keyId: keyIdOf(key),
  mac: macOf(key, endsDigest(ends)),
});

/** Batches until there is nothing left, or it is to stop. @returns how many events it were */
export async function sealAll(context: SealingContext, stopping: AbortSignal): Promise<number> {
  let sealed = 0;
  while (!stopping.aborted) {
    const events = await sealBatch(context);
    if (events === 0) break;
    sealed += events;
  }
  return sealed;
}

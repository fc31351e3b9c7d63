import { dropOldPartitions } from '../../database/partitions.ts';
import { recordAudit } from '../audit.service.ts';
import { holdChain, oldestUnsealed, readEnds, writeEnds } from './chain.store.ts';
import { periodStart } from './chain.ts';
import { deleteBatches } from './retain.store.ts';
import { type SealingContext, signatureOf } from './seal.service.ts';
import { readSpan } from './verify.store.ts';

/**
 * Drops events that are older than they are to be kept, by whole periods of 30 days. The chain keeps the
 * hash of the last batch that goes, and an event says until when there are none. Killed in between, it
 * goes on the next time.
 *
 * @param seconds how long events are kept; null for ever
 * @returns how many partitions were dropped
 */
export async function dropOldEvents(
  seconds: number | null,
  context: SealingContext,
): Promise<number> {
  if (seconds !== null) {
    await moveBeginning(
      new Date(periodStart(context.clock.now().getTime() - seconds * 1_000)),
      context,
    );
  }
  const { dropped } = await readEnds(context.sql);
  return dropped.until ? dropOldPartitions(context.sql, dropped.until) : 0;
}

async function moveBeginning(until: Date, { sql, clock, key }: SealingContext): Promise<void> {
  await sql.begin(async (tx) => {
    const ends = await holdChain(tx);
    if (!ends || (ends.dropped.until && ends.dropped.until >= until)) return;
    const span = await readSpan(tx);
    if (!span || span.first >= until) return;
    // What the chain does not have yet is not dropped: nothing would tell that it had been there.
    const unsealed = await oldestUnsealed(tx);
    if (ends.head.number === 0 || (unsealed && unsealed < until)) return;
    const last = (await deleteBatches(tx, until)) ?? ends.dropped;
    const next = { head: ends.head, dropped: { number: last.number, hash: last.hash, until } };
    await writeEnds(tx, next, signatureOf(next, key));
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'audit.drop', actor: 'issuer', subjects: ['audit'] },
      detail: { until: until.toISOString(), batch: last.number },
    });
  });
}

import type { Queryable } from '../../database/connection.ts';
import { oldestUnsealed, readEnds } from './chain.store.ts';

/** How far the chain is, and from where on the log is there. */
export interface ChainState {
  /** Number of the last batch, and its hash as hexadecimal digits. */
  number: number;
  hash: string;
  /** When the oldest event was that is not in it yet. */
  unsealedSince: Date | null;
  /** Events from before were dropped. */
  keptSince: Date | null;
}

export async function readChainState(sql: Queryable): Promise<ChainState> {
  const [{ head, dropped }, unsealedSince] = await Promise.all([
    readEnds(sql),
    oldestUnsealed(sql),
  ]);
  const hash = head.hash.toString('hex');
  return { number: head.number, hash, unsealedSince, keptSince: dropped.until };
}

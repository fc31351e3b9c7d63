import type { Context } from '../context.ts';
import { coalesce } from '../database/coalesce.ts';
import { sha256 } from '../runtime/sha256.ts';
import { type RawInteraction, readInteractions } from './interactions.store.ts';
import type { More } from './more.ts';

/** What is stored of an open interaction, by its id, with the columns that its page needs besides. */
export type InteractionReader = (id: string) => Promise<RawInteraction | undefined>;

const maxInteractions = 256;

/** Those who ask together share a statement, which begins after each of them has asked. */
export function createInteractionReader(
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
  more: More,
): InteractionReader {
  const read = coalesce(async (hashes) => {
    const idHashes = hashes.map((hash) => Buffer.from(hash, 'hex'));
    const rows = await readInteractions(sql, idHashes, clock.now(), more);
    return new Map(rows.map((row) => [row.idHash.toString('hex'), row]));
  }, maxInteractions);
  return (id) => read(sha256(id).toString('hex'));
}

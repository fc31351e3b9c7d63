import type { Transaction } from '../../database/connection.ts';

/**
 * Deletes the batches at the beginning whose events are all from before a moment.
 *
 * @returns the last of them, or null where there was none
 */
export async function deleteBatches(
  tx: Transaction,
  until: Date,
): Promise<{ number: number; hash: Buffer } | null> {
  const rows = await tx<{ number: number; hash: Buffer }[]>`
    with gone as (
      delete from audit_batches where number < (
        select coalesce(min(number), 9007199254740991) from audit_batches where period > ${until})
      returning number, hash
    )
    select number, hash from gone order by number desc limit 1`;
  return rows[0] ?? null;
}

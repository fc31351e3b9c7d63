import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { isLockTimeout } from '../database/failures.ts';
import { locks } from '../database/locks.ts';
import { rowParser } from '../database/row.ts';
import { ApplyError } from './apply-error.ts';

/**
 * One at a time: the second apply finds what the first one made.
 *
 * @throws ApplyError when the first one takes too long.
 */
export async function lockConfiguration(tx: Transaction): Promise<void> {
  try {
    await tx`select pg_advisory_xact_lock(${locks.applyConfiguration})`;
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new ApplyError(
      'Another configuration is being applied at this moment. Apply this one when that is done.',
      { cause: error },
    );
  }
}

const parseLast = rowParser(
  'applied_configuration',
  'digest',
  z.object({
    digest: z.string(),
    /** Null where it was not kept. */
    issuerUrl: z.string().nullable(),
  }),
);

/** The configuration that was applied last. */
export type Last = ReturnType<typeof parseLast>;

export async function readLastApplied(sql: Queryable): Promise<Last | null> {
  const [row] = await sql`
    select digest, issuer_url as "issuerUrl" from applied_configuration`;
  return row ? parseLast(row) : null;
}

export async function recordApplied(
  tx: Transaction,
  { digest, issuerUrl }: Last,
  now: Date,
): Promise<void> {
  await tx`
    insert into applied_configuration (digest, issuer_url, applied_at)
    values (${digest}, ${issuerUrl}, ${now})
    on conflict (singleton) do update set digest = excluded.digest,
      issuer_url = excluded.issuer_url, applied_at = excluded.applied_at`;
}

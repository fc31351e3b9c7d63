import type { Queryable, Transaction } from '../database/connection.ts';

const applyLock = 0x5a13;

/** One at a time: whoever comes second finds what the first one made. */
export async function lockConfiguration(tx: Transaction): Promise<void> {
  await tx`select pg_advisory_xact_lock(${applyLock})`;
}

export async function readAppliedDigest(sql: Queryable): Promise<string | null> {
  const [row] = await sql<{ digest: string }[]>`select digest from applied_configuration`;
  return row?.digest ?? null;
}

export async function recordApplied(tx: Transaction, digest: string, now: Date): Promise<void> {
  await tx`
    insert into applied_configuration (digest, applied_at) values (${digest}, ${now})
    on conflict (singleton) do update set digest = excluded.digest, applied_at = excluded.applied_at`;
}

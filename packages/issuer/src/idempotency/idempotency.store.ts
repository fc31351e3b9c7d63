import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';

const parseKept = rowParser(
  'idempotency_keys',
  'keyHash',
  z.object({ keyHash: bytes, requestHash: bytes, answer: bytes.nullable() }),
);

export type Kept = ReturnType<typeof parseKept>;

interface Claim {
  keyHash: Buffer;
  requestHash: Buffer;
  expiresAt: Date;
  now: Date;
}

/** Of several at once one gets it. @returns false where another one had it first */
export async function claimKey(
  sql: Queryable,
  { keyHash, requestHash, expiresAt, now }: Claim,
): Promise<boolean> {
  const { count } = await sql`
    insert into idempotency_keys (key_hash, request_hash, expires_at)
    values (${keyHash}, ${requestHash}, ${expiresAt})
    on conflict (key_hash) do update
      set request_hash = excluded.request_hash, answer = null, expires_at = excluded.expires_at
      where idempotency_keys.expires_at <= ${now}`;
  return count === 1;
}

export async function readKept(sql: Queryable, keyHash: Buffer): Promise<Kept | null> {
  const [row] = await sql`
    select key_hash as "keyHash", request_hash as "requestHash", answer from idempotency_keys
    where key_hash = ${keyHash}`;
  return row ? parseKept(row) : null;
}

export async function writeAnswer(sql: Queryable, keyHash: Buffer, answer: Buffer): Promise<void> {
  await sql`update idempotency_keys set answer = ${answer} where key_hash = ${keyHash}`;
}

export async function releaseKey(sql: Queryable, keyHash: Buffer): Promise<void> {
  await sql`delete from idempotency_keys where key_hash = ${keyHash} and answer is null`;
}

export async function deleteExpiredKeys(sql: Queryable, now: Date): Promise<void> {
  await sql`delete from idempotency_keys where expires_at <= ${now}`;
}

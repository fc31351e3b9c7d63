import type { JWK } from 'jose';
import type { Queryable } from '../database/connection.ts';

export type KeyUse = 'sig' | 'seal';

export interface KeyRow {
  kid: string;
  use: KeyUse;
  alg: string;
  /** Encrypted: a PKCS #8 document, or the bytes of a sealing key. */
  secret: Buffer;
  public_jwk: JWK | null;
  created_at: Date;
  retired_at: Date | null;
}

/** Newest first. */
export async function readKeys(sql: Queryable): Promise<KeyRow[]> {
  return sql<KeyRow[]>`select * from keys order by created_at desc, kid`;
}

/** Only one node makes keys at a time, so that nodes that start together use the same ones. */
export async function lockKeys(sql: Queryable): Promise<void> {
  // Making RSA keys takes seconds on a busy machine, and only nodes that start wait for it.
  await sql`set local idle_in_transaction_session_timeout = '60s'`;
  await sql`lock table keys in share row exclusive mode`;
}

export async function insertKey(sql: Queryable, row: Omit<KeyRow, 'retired_at'>): Promise<void> {
  await sql`
    insert into keys (kid, use, alg, secret, public_jwk, created_at)
    values (${row.kid}, ${row.use}, ${row.alg}, ${row.secret},
            ${row.public_jwk ? sql.json({ ...row.public_jwk }) : null}, ${row.created_at})`;
}

export async function updateSecret(sql: Queryable, kid: string, secret: Buffer): Promise<void> {
  await sql`update keys set secret = ${secret} where kid = ${kid}`;
}

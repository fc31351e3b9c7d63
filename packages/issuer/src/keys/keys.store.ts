import type { JWK } from 'jose';
import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';

/** Notified by the database at each change of the table. */
export const keysChannel = 'sallyport_keys';

const columns = {
  kid: z.string(),
  /** Encrypted: a PKCS #8 document, or the bytes of a sealing key. */
  secret: bytes,
  createdAt: z.date(),
  signsFrom: z.date(),
  /** Of those that were retired by hand: from here on only verified or opened with. */
  retiredAt: z.date().nullable(),
  withdrawnAt: z.date().nullable(),
};

const jwk = z.custom<JWK>((value) => z.looseObject({ kty: z.string() }).safeParse(value).success, {
  error: 'must be a JWK',
});

const keyRow = z.discriminatedUnion('use', [
  z.object({
    ...columns,
    use: z.literal('sig'),
    alg: z.enum(['ES256', 'RS256']),
    public_jwk: jwk,
  }),
  z.object({
    ...columns,
    use: z.literal('seal'),
    alg: z.literal('XAES-256-GCM'),
    public_jwk: z.null(),
  }),
]);

export type KeyRow = z.output<typeof keyRow>;
/** A key as it is made. */
export type NewKeyRow = KeyRow extends infer Row
  ? Row extends KeyRow
    ? Omit<Row, 'retiredAt' | 'withdrawnAt'>
    : never
  : never;

const parseKey = rowParser('keys', 'kid', keyRow);

/** The one whose time comes last first. */
export async function readKeys(sql: Queryable): Promise<KeyRow[]> {
  const rows = await sql`
    select kid, use, alg, secret, public_jwk, created_at as "createdAt",
      coalesce(signs_from, created_at) as "signsFrom", retired_at as "retiredAt",
      withdrawn_at as "withdrawnAt"
    from keys order by "signsFrom" desc, kid`;
  return rows.map(parseKey);
}

/** With the position of the latest withdrawal, which was read before: what is read is not older. */
export async function readKeysAndPosition(
  sql: Queryable,
): Promise<{ rows: KeyRow[]; position: number }> {
  const [head] = await sql<{ position: number }[]>`select keys_pos as position from head`;
  return { rows: await readKeys(sql), position: head!.position };
}

/** Only what every version has: the tables may be those of an earlier one. */
export const readEncrypted = (
  sql: Queryable,
): PromiseLike<{ kid: string; secret: Buffer }[]> => sql<{ kid: string; secret: Buffer }[]>`
  select kid, secret from keys`;

/** Only one node makes keys at a time, so that nodes that start together use the same ones. */
export async function lockKeys(sql: Queryable): Promise<void> {
  // Making RSA keys takes seconds on a busy machine, and only nodes that start wait for it.
  await sql`set local idle_in_transaction_session_timeout = '60s'`;
  await sql`lock table keys in share row exclusive mode`;
}

/**
 * Only while no other key of the algorithm waits for its time, unless `now` is null.
 *
 * @returns whether it was
 */
export async function insertKey(
  sql: Queryable,
  row: NewKeyRow,
  now: Date | null = null,
): Promise<boolean> {
  const rows = await sql`
    insert into keys (kid, use, alg, secret, public_jwk, created_at, signs_from)
    select ${row.kid}, ${row.use}, ${row.alg}, ${row.secret},
      ${row.public_jwk ? sql.json({ ...row.public_jwk }) : null}::jsonb, ${row.createdAt},
      ${row.signsFrom}
    where ${now}::timestamptz is null or not exists (
      select from keys where alg = ${row.alg} and withdrawn_at is null
        and coalesce(signs_from, created_at) > ${now})
    returning kid`;
  return rows.length > 0;
}

/** Lets a key sign from now on that is published already. */
export async function bringForward(sql: Queryable, kid: string, now: Date): Promise<void> {
  await sql`
    update keys set signs_from = ${now}
    where kid = ${kid} and withdrawn_at is null and signs_from > ${now}`;
}

/** @returns whether it was there and was not withdrawn yet */
export async function markWithdrawn(sql: Queryable, kid: string, now: Date): Promise<boolean> {
  const rows = await sql`
    update keys set withdrawn_at = ${now} where kid = ${kid} and withdrawn_at is null
    returning kid`;
  return rows.length > 0;
}

export async function updateSecret(sql: Queryable, kid: string, secret: Buffer): Promise<void> {
  await sql`update keys set secret = ${secret} where kid = ${kid}`;
}

import type { JWK } from 'jose';
import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';

const columns = {
  kid: z.string(),
  /** Encrypted: a PKCS #8 document, or the bytes of a sealing key. */
  secret: bytes,
  created_at: z.date(),
  /** From here on only verified or opened with. */
  retired_at: z.date().nullable(),
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
/** A key before it is retired. */
export type NewKeyRow = KeyRow extends infer Row
  ? Row extends KeyRow
    ? Omit<Row, 'retired_at'>
    : never
  : never;

const parseKey = rowParser('keys', 'kid', keyRow);

/** Newest first. */
export async function readKeys(sql: Queryable): Promise<KeyRow[]> {
  const rows = await sql`select * from keys order by created_at desc, kid`;
  return rows.map(parseKey);
}

const parseKnown = rowParser(
  'keys',
  'kid',
  z.object({
    kid: z.string(),
    use: z.enum(['sig', 'seal']),
    alg: z.string(),
    createdAt: z.date(),
    /** From here on only verified or opened with. */
    retiredAt: z.date().nullable(),
  }),
);

export type KnownKey = ReturnType<typeof parseKnown>;

/** Newest first, without anything secret. */
export async function readKnownKeys(sql: Queryable): Promise<KnownKey[]> {
  const rows = await sql`
    select kid, use, alg, created_at as "createdAt", retired_at as "retiredAt" from keys
    order by created_at desc, kid`;
  return rows.map(parseKnown);
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

export async function insertKey(sql: Queryable, row: NewKeyRow): Promise<void> {
  await sql`
    insert into keys (kid, use, alg, secret, public_jwk, created_at)
    values (${row.kid}, ${row.use}, ${row.alg}, ${row.secret},
            ${row.public_jwk ? sql.json({ ...row.public_jwk }) : null}, ${row.created_at})`;
}

export async function updateSecret(sql: Queryable, kid: string, secret: Buffer): Promise<void> {
  await sql`update keys set secret = ${secret} where kid = ${kid}`;
}

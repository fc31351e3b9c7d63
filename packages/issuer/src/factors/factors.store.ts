import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';

const parseFactors = rowParser(
  'users',
  'userId',
  z.object({
    userId: z.string(),
    ...{ email: z.string(), emailVerified: z.boolean() },
    /** As it was before any of these was checked. */
    credentialVersion: z.int(),
    /** Null where no app is set up. */
    secret: bytes.nullable(),
    hasPasskey: z.boolean(),
    recoveryCodes: z.int(),
  }),
);

export type FactorsRow = ReturnType<typeof parseFactors>;

/** What a person can be asked for besides; null for one who may not sign in. */
export async function readFactorsOf(sql: Queryable, userId: string): Promise<FactorsRow | null> {
  const [row] = await sql`
    select id as "userId", email, email_verified as "emailVerified",
      credential_version as "credentialVersion",
      (select secret from totp_secrets where user_id = users.id) as secret,
      exists (select from passkeys where user_id = users.id) as "hasPasskey",
      (select count(*)::int from recovery_codes
        where user_id = users.id and used_at is null) as "recoveryCodes"
    from users where id = ${userId} and disabled_at is null`;
  return row ? parseFactors(row) : null;
}

/** Whether an app is set up. */
export async function hasTotp(sql: Queryable, userId: string): Promise<boolean> {
  const rows = await sql`select from totp_secrets where user_id = ${userId}`;
  return rows.length > 0;
}

/** When it was set up; null where there is none. */
export async function readSetUpAt(sql: Queryable, userId: string): Promise<Date | null> {
  const [row] = await sql<{ at: Date }[]>`
    select created_at as at from totp_secrets where user_id = ${userId}`;
  return row?.at ?? null;
}

/** @returns false for a code whose time step, or a later one, was used before. */
export async function spendStep(sql: Queryable, userId: string, step: number): Promise<boolean> {
  const { count } = await sql`
    update totp_secrets set last_step = ${step} where user_id = ${userId} and last_step < ${step}`;
  return count === 1;
}

/** @returns false for one that is unknown or was used before. */
export async function spendRecoveryCode(
  sql: Queryable,
  { userId, hash, now }: { userId: string; hash: Buffer; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    update recovery_codes set used_at = ${now}
    where user_id = ${userId} and hash = ${hash} and used_at is null`;
  return count === 1;
}

/**
 * Sets up an app, with its codes on paper, for a person who is held.
 *
 * @returns false where one is set up already
 */
export async function insertTotp(
  tx: Transaction,
  app: { userId: string; secret: Buffer; step: number; now: Date },
  recoveryHashes: readonly Buffer[],
): Promise<boolean> {
  const { userId, secret, step, now } = app;
  const { count } = await tx`
    insert into totp_secrets (user_id, secret, last_step, created_at)
    values (${userId}, ${secret}, ${step}, ${now}) on conflict do nothing`;
  if (count === 0) return false;
  await insertRecoveryCodes(tx, userId, recoveryHashes);
  return true;
}

/** In place of all that there were. */
export async function insertRecoveryCodes(
  tx: Transaction,
  userId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx`delete from recovery_codes where user_id = ${userId}`;
  await tx`
    insert into recovery_codes (user_id, hash)
    select ${userId}, hash from unnest(${[...hashes]}::bytea[]) hash`;
}

/** Of a person who is held. @returns false where they have codes that are good already. */
export async function insertFirstRecoveryCodes(
  tx: Transaction,
  userId: string,
  hashes: readonly Buffer[],
): Promise<boolean> {
  const left = await tx`
    select from recovery_codes where user_id = ${userId} and used_at is null limit 1`;
  if (left.length > 0) return false;
  await insertRecoveryCodes(tx, userId, hashes);
  return true;
}

/** Whether these are what the person keeps on paper, and all of them are good. */
export async function holdsRecoveryCodes(
  sql: Queryable,
  userId: string,
  hashes: readonly Buffer[],
): Promise<boolean> {
  const rows = await sql`
    select from recovery_codes
    where user_id = ${userId} and hash = any(${[...hashes]}::bytea[]) and used_at is null`;
  return rows.length === hashes.length;
}

/** Puts another app in the place of the one that there is. @returns whether there was one. */
export async function updateTotp(
  tx: Transaction,
  { userId, secret, step, now }: { userId: string; secret: Buffer; step: number; now: Date },
): Promise<boolean> {
  const { count } = await tx`
    update totp_secrets set secret = ${secret}, last_step = ${step}, created_at = ${now}
    where user_id = ${userId}`;
  return count === 1;
}

/** Where the person has neither an app nor a passkey any more. */
export async function deleteIdleRecoveryCodes(tx: Transaction, userId: string): Promise<void> {
  await tx`
    delete from recovery_codes where user_id = ${userId}
      and not exists (select from totp_secrets where user_id = ${userId})
      and not exists (select from passkeys where user_id = ${userId})`;
}

/** @returns whether there was one. */
export async function deleteFactors(tx: Transaction, userId: string): Promise<boolean> {
  await tx`delete from recovery_codes where user_id = ${userId}`;
  return deleteTotp(tx, userId);
}

/** Leaves the codes on paper. @returns whether there was one. */
export async function deleteTotp(tx: Transaction, userId: string): Promise<boolean> {
  const { count } = await tx`delete from totp_secrets where user_id = ${userId}`;
  return count > 0;
}

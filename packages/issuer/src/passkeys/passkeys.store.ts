import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';
import { maxPasskeys, type Passkey } from './passkey.ts';
import type { CheckedAttestation } from './verify-attestation.ts';

const parseKnown = rowParser(
  'passkeys',
  'id',
  z.object({
    ...{ id: z.string(), userId: z.string(), credentialId: bytes, publicKey: bytes },
    email: z.string(),
    backupEligible: z.boolean(),
    /** As it was before the passkey was checked. */
    credentialVersion: z.int(),
    isDisabled: z.boolean(),
  }),
);

export type KnownPasskey = ReturnType<typeof parseKnown>;

export async function findPasskey(
  sql: Queryable,
  credentialId: Buffer,
): Promise<KnownPasskey | null> {
  const [row] = await sql`
    select passkeys.id, user_id as "userId", credential_id as "credentialId",
      public_key as "publicKey", backup_eligible as "backupEligible",
      email, credential_version as "credentialVersion", disabled_at is not null as "isDisabled"
    from passkeys cross join lateral (
      select email, credential_version, disabled_at from users where id = passkeys.user_id limit 1
    ) users
    where credential_id = ${credentialId}`;
  return row ? parseKnown(row) : null;
}

/** @returns false for a challenge that was answered before. */
export async function spendChallenge(
  sql: Queryable,
  hash: Buffer,
  expiresAt: Date,
): Promise<boolean> {
  const { count } = await sql`
    insert into passkey_challenges (hash, expires_at) values (${hash}, ${expiresAt})
    on conflict do nothing`;
  return count === 1;
}

/**
 * Notes that a passkey was used.
 *
 * @returns false where its counter is not ahead of the last one (WebAuthn, level 3, section 6.1.1): it
 *   may be a copy. One that does not count stays at 0.
 */
export async function advanceCounter(
  sql: Queryable,
  { id, counter, backedUp, now }: { id: string; counter: number; backedUp: boolean; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    update passkeys set counter = ${counter}::bigint, backed_up = ${backedUp}, last_used_at = ${now}
    where id = ${id} and (counter < ${counter}::bigint or (counter = 0 and ${counter}::bigint = 0))`;
  return count === 1;
}

const parsePasskey = rowParser(
  'passkeys',
  'id',
  z.object({
    ...{ id: z.string(), credentialId: bytes, transports: z.array(z.string()) },
    ...{ name: z.string(), aaguid: z.string(), backedUp: z.boolean(), userVerified: z.boolean() },
    ...{ createdAt: z.date(), lastUsedAt: z.date().nullable() },
  }),
);

/** Oldest first. */
export async function readPasskeys(sql: Queryable, userId: string): Promise<Passkey[]> {
  const rows = await sql`
    select id, credential_id as "credentialId", transports, name, aaguid, backed_up as "backedUp",
      user_verified as "userVerified", created_at as "createdAt", last_used_at as "lastUsedAt"
    from passkeys where user_id = ${userId} order by created_at, id`;
  return rows.map(parsePasskey);
}

export async function hasPasskey(sql: Queryable, userId: string): Promise<boolean> {
  const rows = await sql`select from passkeys where user_id = ${userId} limit 1`;
  return rows.length > 0;
}

export interface NewPasskey extends CheckedAttestation {
  id: string;
  userId: string;
  name: string;
  now: Date;
}

/**
 * Of an account that is held: two that come at the same moment are counted one after the other.
 *
 * @returns false where there are as many as there may be, or the authenticator has given this one to a
 *   person before (section 7.1, step 26).
 */
export async function insertPasskey(tx: Transaction, passkey: NewPasskey): Promise<boolean> {
  const { count } = await tx`
    insert into passkeys (id, user_id, credential_id, public_key, counter, transports, aaguid,
      backup_eligible, backed_up, user_verified, name, created_at)
    select ${passkey.id}::uuid, ${passkey.userId}::uuid, ${passkey.credentialId}::bytea,
      ${passkey.publicKey}::bytea,
      ${passkey.counter}::bigint, ${passkey.transports}::text[], ${passkey.aaguid}::uuid,
      ${passkey.backupEligible}::boolean, ${passkey.backedUp}::boolean,
      ${passkey.userVerified}::boolean, ${passkey.name}, ${passkey.now}::timestamptz
    where (select count(*) from passkeys where user_id = ${passkey.userId}) < ${maxPasskeys}
    on conflict do nothing`;
  return count === 1;
}

/** @returns false where this person has none of this id. */
export async function writeName(
  sql: Queryable,
  { userId, id, name }: { userId: string; id: string; name: string },
): Promise<boolean> {
  const { count } = await sql`
    update passkeys set name = ${name} where id = ${id} and user_id = ${userId}`;
  return count === 1;
}

/** @returns its name; null where this person has none of this id. */
export async function deletePasskey(
  tx: Transaction,
  { userId, id }: { userId: string; id: string },
): Promise<string | null> {
  const [row] = await tx<{ name: string }[]>`
    delete from passkeys where id = ${id} and user_id = ${userId} returning name`;
  return row?.name ?? null;
}

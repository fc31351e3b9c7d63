import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { locks } from '../database/locks.ts';
import { bytes, rowParser } from '../database/row.ts';
import { maxAttempts, type OneTimeCode, type Purpose, purposes } from './one-time-code.ts';

export interface NewCode extends Omit<OneTimeCode, 'provenAt' | 'attemptsLeft'> {
  linkHash: Buffer | null;
  codeHash: Buffer | null;
  createdAt: Date;
}

const parse = rowParser(
  'one_time_codes',
  'id',
  z.object({
    id: z.string(),
    purpose: z.enum(purposes),
    email: z.string(),
    userId: z.string().nullable(),
    credentialVersion: z.int().nullable(),
    parameters: z.record(z.string(), z.unknown()),
    interactionHash: bytes.nullable(),
    browserHash: bytes.nullable(),
    provenAt: z.date().nullable(),
    isLong: z.boolean(),
    attemptsLeft: z.int(),
    expiresAt: z.date(),
  }),
);

function readRow(row: Record<string, unknown>): OneTimeCode {
  const { userId, credentialVersion, ...rest } = parse(row);
  const isOwned = userId !== null && credentialVersion !== null;
  return { ...rest, owner: isOwned ? { userId, credentialVersion } : null };
}

const columns = (sql: Queryable) => sql`
  id, purpose, email, user_id as "userId", credential_version as "credentialVersion", parameters,
  interaction_hash as "interactionHash", browser_hash as "browserHash", proven_at as "provenAt", is_long as "isLong",
  ${maxAttempts} - attempts as "attemptsLeft", expires_at as "expiresAt"`;

/** What is not used, taken back or expired, and whose owner has what they signed in with then. */
const isOpen = (sql: Queryable, now: Date) => sql`
  expires_at > ${now} and used_at is null and ended_at is null
  and (user_id is null or exists (select from users where users.id = one_time_codes.user_id
    and users.credential_version = one_time_codes.credential_version and disabled_at is null))`;

/** Of those who would send a code of one kind at the same moment, the others wait until this one has. */
export async function holdOrders(tx: Transaction, of: Buffer): Promise<void> {
  await tx`select pg_advisory_xact_lock(${locks.sendCode}, ${of.readInt32BE()})`;
}

/** Whether a user is there, and stays so until the end of the transaction. */
export async function holdOwner(tx: Transaction, userId: string | null): Promise<boolean> {
  const rows = await tx`select from users where id = ${userId} for key share`;
  return rows.length > 0;
}

export async function insertCode(tx: Transaction, code: NewCode): Promise<void> {
  await tx`
    insert into one_time_codes (id, purpose, link_hash, code_hash, interaction_hash, browser_hash,
      user_id, credential_version, email, parameters, created_at, expires_at, is_long)
    values (${code.id}, ${code.purpose}, ${code.linkHash}, ${code.codeHash}, ${code.interactionHash},
      ${code.browserHash}, ${code.owner?.userId ?? null}, ${code.owner?.credentialVersion ?? null},
      ${code.email}, ${tx.json(code.parameters)}, ${code.createdAt}, ${code.expiresAt},
      ${code.isLong})`;
}

/** Whether one was sent to this address for the same since then, and is still to be answered. */
export async function readSentSince(
  tx: Transaction,
  { purpose, interactionHash, browserHash, email }: Place & { email: string },
  { since, now }: { since: Date; now: Date },
): Promise<boolean> {
  const rows = await tx`
    select from one_time_codes
    where interaction_hash = ${interactionHash} and browser_hash = ${browserHash}
      and purpose = ${purpose} and email = ${email} and created_at > ${since}
      and attempts < ${maxAttempts} and ${isOpen(tx, now)}`;
  return rows.length > 0;
}

/** Those of a purpose before this one: in the same sign-in, for the same address, or of the same invitation to it. */
export async function endEarlier(
  tx: Transaction,
  {
    purpose,
    of,
  }: {
    purpose: Purpose;
    of: { interactionHash: Buffer } | { emailKey: string; invitation?: string };
  },
  now: Date,
): Promise<void> {
  const where =
    'emailKey' in of
      ? tx`lower(email collate "C") = ${of.emailKey}`
      : tx`interaction_hash = ${of.interactionHash}`;
  const invitation = 'invitation' in of ? of.invitation : undefined;
  await tx`
    update one_time_codes set ended_at = ${now}
    where ${where} and purpose = ${purpose} and expires_at > ${now}
      and used_at is null and ended_at is null
      ${invitation === undefined ? tx`` : tx`and parameters ->> 'invitation' = ${invitation}`}`;
}

export interface Place {
  purpose: Purpose;
  interactionHash: Buffer;
  browserHash: Buffer;
}

/**
 * One attempt at typing the code of a sign-in. The attempt is counted in the same statement that
 * compares, so that of many at once no more are looked at than may be, and one is right.
 *
 * @param spends whether being right uses it up
 * @returns null when there is none to type any more
 */
export async function tryTyped(
  sql: Queryable,
  { purpose, interactionHash, browserHash }: Place,
  { codeHash, now, spends }: { codeHash: Buffer; now: Date; spends: boolean },
): Promise<{ right: boolean; code: OneTimeCode } | null> {
  const [row] = await sql`
    update one_time_codes set attempts = attempts + 1,
      proven_at = case when code_hash = ${codeHash} then ${now}::timestamptz else proven_at end,
      used_at = case when code_hash = ${codeHash} and ${spends} then ${now}::timestamptz end
    where interaction_hash = ${interactionHash} and browser_hash = ${browserHash}
      and purpose = ${purpose} and attempts < ${maxAttempts} and ${isOpen(sql, now)}
    returning ${columns(sql)}, coalesce(code_hash = ${codeHash}, false) as right`;
  return row ? { right: row['right'], code: readRow(row) } : null;
}

/** Looks without using it. */
export async function readByLink(
  sql: Queryable,
  { purpose, linkHash }: { purpose: Purpose; linkHash: Buffer },
  now: Date,
): Promise<OneTimeCode | null> {
  const [row] = await sql`
    select ${columns(sql)} from one_time_codes
    where link_hash = ${linkHash} and purpose = ${purpose} and ${isOpen(sql, now)}`;
  return row ? readRow(row) : null;
}

/** What was sent last in a sign-in and is still to be answered, or was typed too often. */
export async function readInSignIn(
  sql: Queryable,
  { purpose, interactionHash, browserHash }: Place,
  now: Date,
): Promise<OneTimeCode | null> {
  const [row] = await sql`
    select ${columns(sql)} from one_time_codes
    where interaction_hash = ${interactionHash} and browser_hash = ${browserHash}
      and purpose = ${purpose} and ${isOpen(sql, now)}
    order by created_at desc limit 1`;
  return row ? readRow(row) : null;
}

/** What was used last in a sign-in. */
export async function readUsedInSignIn(
  sql: Queryable,
  { purpose, interactionHash, browserHash }: Place,
): Promise<OneTimeCode | null> {
  const [row] = await sql`
    select ${columns(sql)} from one_time_codes
    where interaction_hash = ${interactionHash} and browser_hash = ${browserHash}
      and purpose = ${purpose} and used_at is not null
    order by used_at desc limit 1`;
  return row ? readRow(row) : null;
}

/** Whether a link has done what it was for. */
export async function readIsUsed(
  sql: Queryable,
  { purpose, linkHash }: { purpose: Purpose; linkHash: Buffer },
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    select from one_time_codes
    where link_hash = ${linkHash} and purpose = ${purpose} and expires_at > ${now}
      and used_at is not null`;
  return rows.length > 0;
}

/** Keeps that the person has the mail. @returns false when it is not to be answered any more. */
export async function markProven(sql: Queryable, id: string, now: Date): Promise<boolean> {
  const { count } = await sql`
    update one_time_codes set proven_at = coalesce(proven_at, ${now})
    where id = ${id} and ${isOpen(sql, now)}`;
  return count === 1;
}

/** Uses it up. @returns whether it was there to be used: of two at once, one. */
export async function spend(
  tx: Transaction,
  { id, expiresAt }: Pick<OneTimeCode, 'id' | 'expiresAt'>,
  now: Date,
): Promise<boolean> {
  const { count } = await tx`
    update one_time_codes set used_at = ${now}
    where id = ${id} and expires_at = ${expiresAt} and ${isOpen(tx, now)}`;
  return count === 1;
}

/** How many codes for an address were not used since, whether or not they can be still. */
export async function countUnanswered(
  sql: Queryable,
  { purpose, emailKey, since }: { purpose: Purpose; emailKey: string; since: Date },
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from one_time_codes
    where lower(email collate "C") = ${emailKey} and purpose = ${purpose}
      and created_at > ${since} and used_at is null`;
  return row!.count;
}

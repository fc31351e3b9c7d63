import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { bytes, rowParser } from '../../database/row.ts';

/** Where a browser was seen. */
export interface Place {
  userAgent: string | null;
  network: string;
  address: string;
}

export interface NewDevice extends Place {
  id: string;
  userId: string;
  /** Read before the second factor was checked. */
  credentialVersion: number;
  tokenHash: Buffer;
  now: Date;
  expiresAt: Date;
}

/**
 * Remembers a browser, unless something was taken away from the person since the second factor was
 * checked: what is taken away at this moment waits, and is not survived either.
 *
 * @returns false when that is so
 */
export async function insertDevice(tx: Transaction, device: NewDevice): Promise<boolean> {
  const { id, userId, credentialVersion, tokenHash, now, expiresAt } = device;
  const { count } = await tx`
    insert into remembered_devices (id, user_id, credential_version, token_hash, created_at,
      used_at, expires_at, user_agent, network, address)
    select ${id}, id, credential_version, ${tokenHash}, ${now}, ${now}, ${expiresAt},
      ${device.userAgent}, ${device.network}, ${device.address}
    from users
    where id = ${userId} and credential_version = ${credentialVersion} and disabled_at is null
    for share`;
  return count === 1;
}

/** After another one was added: those that this browser had go, and those that were not used for the longest time. */
export async function deleteReplaced(
  tx: Transaction,
  { userId, hashes, max }: { userId: string; hashes: readonly Buffer[]; max: number },
): Promise<void> {
  await tx`
    delete from remembered_devices
    where user_id = ${userId} and (token_hash = any(${[...hashes]})
      or id in (select id from remembered_devices where user_id = ${userId}
        order by used_at desc offset ${max}))`;
}

const parseRecognised = rowParser(
  'remembered_devices',
  'id',
  z.object({
    id: z.string(),
    credentialVersion: z.int(),
    /** What the browser has or had before the last time. */
    formerHash: bytes,
  }),
);

export type Recognised = ReturnType<typeof parseRecognised>;

interface Seen {
  userId: string;
  /** Of the tokens that the browser has. */
  hashes: readonly Buffer[];
  now: Date;
}

/** That of a person who may sign in, of whom nothing was taken away since it was remembered. */
const counts = (sql: Queryable, { userId, now }: Pick<Seen, 'userId' | 'now'>) => sql`
  user_id = ${userId} and expires_at > ${now} and credential_version = (
    select credential_version from users where id = ${userId} and disabled_at is null)`;

/**
 * Gives a remembered browser another token, once for each: of two requests with the same token one
 * finds it. How long it is remembered stays as it was.
 */
export async function rotateToken(
  sql: Queryable,
  seen: Seen,
  { tokenHash, place }: { tokenHash: Buffer; place: Place },
): Promise<Recognised | null> {
  const [row] = await sql`
    update remembered_devices set token_hash = ${tokenHash}, former_hash = token_hash,
      rotated_at = ${seen.now}, used_at = ${seen.now}, user_agent = ${place.userAgent},
      network = ${place.network}, address = ${place.address}
    where ${counts(sql, seen)} and token_hash = any(${[...seen.hashes]})
    returning id, credential_version as "credentialVersion", former_hash as "formerHash"`;
  return row ? parseRecognised(row) : null;
}

/** One whose token another request of the same browser has just replaced. */
export async function findJustRotated(
  sql: Queryable,
  seen: Seen,
  since: Date,
): Promise<Recognised | null> {
  const [row] = await sql`
    select id, credential_version as "credentialVersion", former_hash as "formerHash"
    from remembered_devices
    where ${counts(sql, seen)} and former_hash = any(${[...seen.hashes]}) and rotated_at > ${since}
    limit 1`;
  return row ? parseRecognised(row) : null;
}

/** Those whose former token comes again: two have a copy. @returns how many there were. */
export async function deleteReplayed(
  sql: Queryable,
  { userId, hashes, now }: Seen,
): Promise<number> {
  const { count } = await sql`
    delete from remembered_devices
    where user_id = ${userId} and expires_at > ${now} and former_hash = any(${[...hashes]})`;
  return count;
}

const parseDevice = rowParser(
  'remembered_devices',
  'id',
  z.object({
    id: z.string(),
    userAgent: z.string().nullable(),
    network: z.string().nullable(),
    address: z.string().nullable(),
    createdAt: z.date(),
    usedAt: z.date(),
    expiresAt: z.date(),
    isThisOne: z.boolean(),
  }),
);

export type RememberedDevice = ReturnType<typeof parseDevice>;

/** Those that still count, the one that was used last first. */
export async function readDevices(sql: Queryable, seen: Seen): Promise<RememberedDevice[]> {
  const rows = await sql`
    select id, user_agent as "userAgent", network, address, created_at as "createdAt",
      used_at as "usedAt", expires_at as "expiresAt",
      token_hash = any(${[...seen.hashes]}) as "isThisOne"
    from remembered_devices where ${counts(sql, seen)} order by used_at desc, id`;
  return rows.map(parseDevice);
}

/** @param id all of them where it is null @returns how many there were. */
export async function deleteDevices(
  tx: Transaction,
  { userId, id }: { userId: string; id: string | null },
): Promise<number> {
  const { count } = await tx`
    delete from remembered_devices
    where user_id = ${userId} and (${id}::uuid is null or id = ${id}::uuid)`;
  return count;
}

/** Lets those that count go on counting, where something was taken away that they do not stand for. */
export async function moveDevices(tx: Transaction, userId: string): Promise<void> {
  await tx`
    update remembered_devices set credential_version = users.credential_version
    from users where users.id = user_id and user_id = ${userId}
      and remembered_devices.credential_version = users.credential_version - 1`;
}

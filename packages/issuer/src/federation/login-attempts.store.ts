import type { Queryable } from '../database/connection.ts';

interface Key {
  stateHash: Buffer;
  browserHash: Buffer;
  provider: string;
}

export async function insertLoginAttempt(
  sql: Queryable,
  {
    stateHash,
    browserHash,
    provider,
    secrets,
    expiresAt,
  }: Key & { secrets: Buffer; expiresAt: Date },
): Promise<void> {
  await sql`
    insert into federation_attempts (state_hash, browser_hash, provider, secrets, expires_at)
    values (${stateHash}, ${browserHash}, ${provider}, ${secrets}, ${expiresAt})`;
}

/**
 * Claims an attempt: a second claim, and one from another browser or another provider, gets
 * null. One statement, so that two callbacks at once cannot both have it.
 */
export async function claimLoginAttempt(
  sql: Queryable,
  { stateHash, browserHash, provider }: Key,
  now: Date,
): Promise<{ secrets: Buffer; posted: Buffer | null } | null> {
  const [row] = await sql<{ secrets: Buffer; posted: Buffer | null }[]>`
    update federation_attempts set redeemed_at = ${now}
    where state_hash = ${stateHash} and browser_hash = ${browserHash} and provider = ${provider}
      and redeemed_at is null and expires_at > ${now}
    returning secrets, posted`;
  return row ?? null;
}

/** One that is over, as long as it is kept. */
export async function readLoginAttempt(
  sql: Queryable,
  { stateHash, browserHash, provider }: Key,
): Promise<Buffer | null> {
  const [row] = await sql<{ secrets: Buffer }[]>`
    select secrets from federation_attempts
    where state_hash = ${stateHash} and browser_hash = ${browserHash} and provider = ${provider}`;
  return row?.secrets ?? null;
}

/** Adds what was posted to an attempt that is open and has nothing yet. */
export async function insertPosted(
  sql: Queryable,
  { stateHash, provider, posted }: Pick<Key, 'stateHash' | 'provider'> & { posted: Buffer },
  now: Date,
): Promise<void> {
  await sql`
    update federation_attempts set posted = ${posted}
    where state_hash = ${stateHash} and provider = ${provider}
      and posted is null and redeemed_at is null and expires_at > ${now}`;
}

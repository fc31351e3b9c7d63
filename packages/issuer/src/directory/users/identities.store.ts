import type { Queryable, Transaction } from '../../database/connection.ts';
import { emailKey } from '../../runtime/email-address.ts';
import { type Identity, maxIdentities, type ProviderIdentity } from './identity.ts';

export async function readIdentities(sql: Queryable, userId: string): Promise<Identity[]> {
  return sql<Identity[]>`
    select identities.id, issuer, subject, linked_at as "linkedAt",
      (select min(id) from providers where providers.issuer = identities.issuer) as provider
    from identities where user_id = ${userId} order by linked_at, identities.id`;
}

export async function readIssuer(sql: Queryable, provider: string): Promise<string | null> {
  const [row] = await sql<{ issuer: string }[]>`
    select issuer from providers where id = ${provider}`;
  return row?.issuer ?? null;
}

/** What people call the provider of an issuer; its host where none is declared. */
export async function readNameOfIssuer(sql: Queryable, issuer: string): Promise<string> {
  const [row] = await sql<{ name: string }[]>`
    select name from providers where issuer = ${issuer} limit 1`;
  return row?.name ?? (URL.parse(issuer)?.host || issuer);
}

interface NewIdentity extends ProviderIdentity {
  userId: string;
  email: string | null;
  /** Where it was shown. One that was deleted since then links nothing. */
  provider: string;
}

/** @returns false when the identity is linked already, to this account or another one, or its provider is gone. */
export async function insertIdentity(
  sql: Queryable,
  { provider, issuer, subject, userId, email }: NewIdentity,
  now: Date,
): Promise<boolean> {
  const { count } = await sql`
    insert into identities (issuer, subject, user_id, email, linked_at)
    select issuer, ${subject}, ${userId}, ${email}, ${now}
    from providers where id = ${provider} and issuer = ${issuer}
    on conflict do nothing`;
  return count === 1;
}

/**
 * Links an identity to the account that has its address, if it has it still at this moment and
 * may sign in.
 *
 * @returns false otherwise, when its provider is gone, and when the identity is linked already.
 */
export async function insertIdentityByAddress(
  tx: Transaction,
  { provider, issuer, subject, userId, email }: NewIdentity & { email: string },
  now: Date,
): Promise<boolean> {
  const { count } = await tx`
    insert into identities (issuer, subject, user_id, email, linked_at)
    select ${issuer}, ${subject}, users.id, ${email}, ${now}
    from users join user_addresses held on held.user_id = users.id
    where users.id = ${userId} and disabled_at is null
      and lower(held.email collate "C") = ${emailKey(email)}
      and exists (select from providers where id = ${provider} and providers.issuer = ${issuer})
    for share of users, held
    on conflict do nothing`;
  return count === 1;
}

export async function deleteIdentity(
  tx: Transaction,
  userId: string,
  id: string,
): Promise<ProviderIdentity | null> {
  const [row] = await tx<ProviderIdentity[]>`
    delete from identities where id = ${id} and user_id = ${userId} returning issuer, subject`;
  return row ?? null;
}

/** Whether a user, of whom the transaction holds the row, has as many as they may have. */
export async function hasMaxIdentities(tx: Queryable, userId: string): Promise<boolean> {
  const rows = await tx`
    select from identities where user_id = ${userId} limit ${maxIdentities}`;
  return rows.length === maxIdentities;
}

/** The id of the user that an identity is linked to; null where it is linked to none. */
export async function ownerOfIdentity(
  sql: Queryable,
  { issuer, subject }: ProviderIdentity,
): Promise<string | null> {
  const [row] = await sql<{ owner: string }[]>`
    select user_id as owner from identities where issuer = ${issuer} and subject = ${subject}`;
  return row?.owner ?? null;
}

export async function writeUse(
  sql: Queryable,
  { issuer, subject }: ProviderIdentity,
  now: Date,
): Promise<void> {
  await sql`
    update identities set used_at = ${now} where issuer = ${issuer} and subject = ${subject}`;
}

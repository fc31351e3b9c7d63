import type { Queryable } from '../database/connection.ts';
import { emailKey } from '../directory/users/email-address.ts';
import type { Known } from './accounts.ts';
import type { Profile } from './profile.ts';
import type { Provider } from './provider.ts';

export async function readProvider(sql: Queryable, id: string): Promise<Provider | null> {
  const [row] = await sql<Provider[]>`
    select id, name, issuer, client_id as "clientId", client_secret as "clientSecret", scopes,
           default_groups as "defaultGroups"
    from providers where id = ${id}`;
  return row ?? null;
}

export async function readKnown(
  sql: Queryable,
  issuer: string,
  { subject, email }: Profile,
): Promise<Known> {
  const [row] = await sql<{ userId: string | null; disabled: boolean; addressTaken: boolean }[]>`
    select users.id as "userId", disabled_at is not null as disabled,
           exists (select from users
             where email_verified and lower(email collate "C") = ${email && emailKey(email)})
             as "addressTaken"
    from (select) as once
    left join identities on issuer = ${issuer} and subject = ${subject}
    left join users on users.id = user_id`;
  const { userId, disabled, addressTaken } = row!;
  return { linked: userId === null ? null : { userId, disabled }, addressTaken };
}

export interface NewIdentity {
  userId: string;
  issuer: string;
  subject: string;
  email: string;
  now: Date;
}

/**
 * In the transaction that makes the account.
 *
 * @throws the driver's unique violation when the identity is taken by now; waits for a transaction
 *   that is about to take it.
 */
export async function insertIdentity(sql: Queryable, identity: NewIdentity): Promise<void> {
  const { userId, issuer, subject, email, now } = identity;
  await sql`
    insert into identities (issuer, subject, user_id, email, linked_at)
    values (${issuer}, ${subject}, ${userId}, ${email}, ${now})`;
}

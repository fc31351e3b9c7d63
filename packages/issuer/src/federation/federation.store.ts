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

export interface NewAccount {
  userId: string;
  issuer: string;
  subject: string;
  email: string;
  emailVerified: boolean;
  name: string;
  groups: string[];
  now: Date;
}

/**
 * An account with its identity and its groups, in the caller's transaction.
 *
 * @throws the driver's unique violation when the address or the identity is taken by now; waits
 *   for whoever is about to take it.
 */
export async function insertAccount(sql: Queryable, account: NewAccount): Promise<void> {
  const { userId, issuer, subject, email, emailVerified, name, groups, now } = account;
  await sql`
    insert into users (id, email, email_verified, name, created_at)
    values (${userId}, ${email}, ${emailVerified}, ${name}, ${now})`;
  await sql`
    insert into identities (issuer, subject, user_id, email, linked_at)
    values (${issuer}, ${subject}, ${userId}, ${email}, ${now})`;
  await sql`
    insert into group_members (user_id, group_name)
    select ${userId}, name from groups where name = any(${groups})`;
}

import type { Queryable, Transaction } from '../database/connection.ts';
import { emailKey } from '../directory/users/email-address.ts';

export interface Credential {
  userId: string;
  /** Null for who signs in elsewhere only. */
  passwordHash: string | null;
  disabled: boolean;
}

/** By a verified address: others are not known to be the owner's. */
export async function findCredential(sql: Queryable, email: string): Promise<Credential | null> {
  const [row] = await sql<Credential[]>`
    select id as "userId", password_hash as "passwordHash", disabled_at is not null as disabled
    from users where email_verified and lower(email collate "C") = ${emailKey(email)}`;
  return row ?? null;
}

/**
 * Whether a user has this password still and is not disabled, until the end of the transaction: a
 * session that it opened is there before it is changed, and ends then, or not at all.
 */
export async function holdPassword(
  tx: Transaction,
  userId: string,
  passwordHash: string,
): Promise<boolean> {
  const { count } = await tx`
    select from users
    where id = ${userId} and password_hash = ${passwordHash} and disabled_at is null for share`;
  return count === 1;
}

export interface ProviderChoice {
  id: string;
  name: string;
}

/** The upstream providers that one may sign in with. */
export async function listProviderChoices(sql: Queryable): Promise<ProviderChoice[]> {
  return sql<ProviderChoice[]>`select id, name from providers order by name, id`;
}

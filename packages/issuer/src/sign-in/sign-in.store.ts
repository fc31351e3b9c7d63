import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { emailKey } from '../directory/users/email-address.ts';

const parseCredential = rowParser(
  'users',
  'userId',
  z.object({
    userId: z.string(),
    /** Null for who signs in elsewhere only. */
    passwordHash: z.string().nullable(),
    disabled: z.boolean(),
  }),
);

export type Credential = ReturnType<typeof parseCredential>;

/** By a verified address: others are not known to be the owner's. */
export async function findCredential(sql: Queryable, email: string): Promise<Credential | null> {
  const [row] = await sql`
    select id as "userId", password_hash as "passwordHash", disabled_at is not null as disabled
    from users where email_verified and lower(email collate "C") = ${emailKey(email)}`;
  return row ? parseCredential(row) : null;
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

const parseChoice = rowParser(
  'providers',
  'id',
  z.object({ id: z.string(), name: z.string(), type: z.string() }),
);

export type ProviderChoice = ReturnType<typeof parseChoice>;

/** The upstream providers that have a button on the sign-in page, in the order of the file. */
export async function listProviderChoices(sql: Queryable): Promise<ProviderChoice[]> {
  const rows = await sql`
    select id, name, type from providers where not hidden order by ordinal, id`;
  return rows.map(parseChoice);
}

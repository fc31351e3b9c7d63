import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
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
    credentialVersion: z.int(),
  }),
);

export type Credential = ReturnType<typeof parseCredential>;

/** By a verified address: others are not known to be the owner's. */
export async function findCredential(sql: Queryable, email: string): Promise<Credential | null> {
  const [row] = await sql`
    select id as "userId", password_hash as "passwordHash", disabled_at is not null as disabled,
      credential_version as "credentialVersion"
    from users where email_verified and lower(email collate "C") = ${emailKey(email)}`;
  return row ? parseCredential(row) : null;
}

const parseChoice = rowParser(
  'providers',
  'id',
  z.object({ id: z.string(), name: z.string(), type: z.string() }),
);

export type ProviderChoice = ReturnType<typeof parseChoice>;

/**
 * The upstream providers that have a button on the sign-in page, in the order of the file. For an
 * address in one of its mail domains a provider stands first, and has a button in any case.
 *
 * @param domain of the address that is known so far; null where none is.
 */
export async function listProviderChoices(
  sql: Queryable,
  domain: string | null,
): Promise<ProviderChoice[]> {
  const rows = await sql`
    select id, name, type from providers
    where not hidden or ${domain} = any(domains)
    order by coalesce(${domain} = any(domains), false) desc, ordinal, id`;
  return rows.map(parseChoice);
}

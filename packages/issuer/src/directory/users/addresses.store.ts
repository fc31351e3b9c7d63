import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import { emailKey } from '../../runtime/email-address.ts';
import { type Address, addressRow } from './address.ts';

const parse = rowParser('user_addresses', 'email', addressRow);

/** The primary one first, which alone may not be verified. */
export async function readAddresses(sql: Queryable, userId: string): Promise<Address[]> {
  const rows = await sql`
    select email, is_primary as "isPrimary", is_verified as "isVerified",
      exists (select from declared_users
        where lower(declared_users.email collate "C") = lower(held.email collate "C")) as "isDeclared",
      exists (select from providers
        where split_part(held.email, '@', 2) = any(required_for_domains)) as "isRequired"
    from (
      select users.email, true as is_primary, users.email_verified as is_verified
      from users where users.id = ${userId}
      union all
      select held.email, false, true
      from users join user_addresses held on held.user_id = users.id
      where users.id = ${userId}
        and lower(held.email collate "C") <> lower(users.email collate "C")
    ) held
    order by is_primary desc, lower(email collate "C")`;
  return rows.map(parse);
}

/**
 * Adds an address beside those that a user has, of whom the transaction holds the row.
 *
 * @returns false where they have so many already
 * @throws the driver's unique violation where it is another user's; waits for a transaction that is about
 *   to take it.
 */
export async function insertAddress(
  tx: Transaction,
  { userId, email }: { userId: string; email: string },
  max: number,
): Promise<boolean> {
  const { count } = await tx`
    insert into user_addresses (user_id, email) select ${userId}, ${email}
    where (select count(*) from user_addresses where user_id = ${userId}) < ${max}`;
  return count === 1;
}

/** Makes an address the primary one, and verified. What becomes of the one of before, a trigger decides. */
export async function writePrimary(
  tx: Transaction,
  { userId, email }: { userId: string; email: string },
): Promise<void> {
  await tx`update users set email = ${email}, email_verified = true where id = ${userId}`;
}

/**
 * Takes an address from a user; not the primary one, nor one that the configuration file knows them by.
 *
 * @returns the address, or null where there is none to be taken
 */
export async function deleteAddress(
  tx: Transaction,
  { userId, email }: { userId: string; email: string },
): Promise<string | null> {
  const [row] = await tx<{ email: string }[]>`
    delete from user_addresses held
    where user_id = ${userId} and lower(email collate "C") = ${emailKey(email)}
      and not exists (select from users
        where id = held.user_id and lower(users.email collate "C") = lower(held.email collate "C"))
      and not exists (select from declared_users
        where lower(declared_users.email collate "C") = lower(held.email collate "C"))
    returning email`;
  return row?.email ?? null;
}

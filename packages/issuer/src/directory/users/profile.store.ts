import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { Person } from '../../profile/told-claims.ts';

const parsePerson = rowParser(
  'users',
  'id',
  z.object({
    name: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    locale: z.string().nullable(),
    profile: z.record(z.string(), z.unknown()),
    updatedAt: z.date(),
  }),
);

/**
 * What is known of a person; null where there is none.
 *
 * @param lock keeps other transactions from changing it until this one ends
 */
export async function readPersonRow(
  sql: Queryable,
  userId: string,
  lock?: 'until the end',
): Promise<Person | null> {
  const [row] = await sql`
    select id, name, email, email_verified as "emailVerified", locale, profile,
      coalesce(updated_at, created_at) as "updatedAt"
    from users where id = ${userId} ${lock ? sql`for no key update` : sql``}`;
  return row ? parsePerson(row) : null;
}

/** Writes what is kept of a person beside their addresses. */
export async function writePersonRow(
  tx: Transaction,
  userId: string,
  { name, locale, profile }: Pick<Person, 'name' | 'locale' | 'profile'>,
): Promise<void> {
  await tx`
    update users set name = ${name}, locale = ${locale}, profile = ${tx.json({ ...profile } as never)}
    where id = ${userId}`;
}

import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import type { HeldWays } from './way-in.ts';

const parseHeld = rowParser(
  'users',
  'userId',
  z.object({
    userId: z.string(),
    ...{ password: z.boolean(), mailbox: z.boolean() },
    ...{ passkey: z.boolean(), providers: z.array(z.string()) },
  }),
);

/** Of an account that is held, where something depends on it. */
export async function readHeldWays(sql: Queryable, userId: string): Promise<HeldWays> {
  const [row] = await sql`
    select id as "userId", password_hash is not null as password, email_verified as mailbox,
      exists (select from passkeys where user_id = users.id and user_verified) as passkey,
      array(select providers.id from identities
        join providers on providers.issuer = identities.issuer
        where user_id = users.id) as providers
    from users where id = ${userId}`;
  return parseHeld(row!);
}

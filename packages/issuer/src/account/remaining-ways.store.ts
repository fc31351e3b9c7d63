import { z } from 'zod';
import type { Transaction } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';

const parseHeld = rowParser(
  'users',
  'userId',
  z.object({
    userId: z.string(),
    password: z.boolean(),
    mailbox: z.boolean(),
    /** One that says who it is by itself. */
    passkey: z.boolean(),
    /** At providers that are declared. */
    identities: z.int(),
  }),
);

export type Held = ReturnType<typeof parseHeld>;

/** What a person could say with who they are, whether or not it is offered here. */
export async function readHeldWays(tx: Transaction, userId: string): Promise<Held> {
  const [row] = await tx`
    select id as "userId", password_hash is not null as password, email_verified as mailbox,
      exists (select from passkeys where user_id = users.id and user_verified) as passkey,
      (select count(*)::int from identities
        where user_id = users.id and exists (
          select from providers where providers.issuer = identities.issuer)) as identities
    from users where id = ${userId}`;
  return parseHeld(row!);
}

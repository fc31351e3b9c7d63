import { z } from 'zod';
import type { Queryable } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import { registrationSection } from '../../registration-policy/registration-policy.ts';

const parse = rowParser(
  'users',
  'userId',
  z.object({
    userId: z.string(),
    email: z.string(),
    policy: registrationSection,
    owes: z.boolean(),
    accepted: z.array(z.string()),
  }),
);

/** What a person has agreed to, and what the configuration asks for, in one statement. */
export async function readAgreement(
  sql: Queryable,
  userId: string,
): Promise<ReturnType<typeof parse> | null> {
  const [row] = await sql`
    select id as "userId", email, owes_terms as owes,
      coalesce((select definition from policies where name = 'registration'), '{}') as policy,
      array(select version from accepted_terms where user_id = users.id) as accepted
    from users where id = ${userId}`;
  return row ? parse(row) : null;
}

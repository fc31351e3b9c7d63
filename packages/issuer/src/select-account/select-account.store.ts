import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';

const parse = rowParser(
  'users',
  'userId',
  z.object({ userId: z.string(), name: z.string(), email: z.string() }),
);

/** Of these users, those who are there and not disabled. */
export async function readChoices(
  sql: Queryable,
  ids: readonly string[],
): Promise<ReturnType<typeof parse>[]> {
  const rows = await sql`
    select id as "userId", name, email from users
    where id = any(${[...ids]}) and disabled_at is null`;
  return rows.map(parse);
}

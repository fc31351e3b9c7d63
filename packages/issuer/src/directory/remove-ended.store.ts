import type { Queryable } from '../database/connection.ts';

/** Where something can be given until a moment. */
const places = [
  { table: 'user_roles' },
  { table: 'group_members' },
  { table: 'group_roles' },
  { table: 'organization_roles' },
  { table: 'resource_roles' },
] as const;

export const tablesWithEnds = places.map(({ table }) => table);

/** The first ones of what ended before a moment. One that is given anew meanwhile stays. @returns how many */
export async function deleteEnded(
  sql: Queryable,
  table: (typeof tablesWithEnds)[number],
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const { count } = await sql`
    delete from ${sql(table)} where valid_until < ${before} and ctid = any (array(
      select ctid from ${sql(table)} where valid_until < ${before}
      order by valid_until limit ${limit}))`;
  return count;
}

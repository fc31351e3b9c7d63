import type { Queryable } from '../database/connection.ts';

/** Which of these groups there are. */
export async function readGroupsNamed(sql: Queryable, names: readonly string[]): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select name from groups where name = any(${[...names]}::text[])`;
  return rows.map(({ name }) => name);
}

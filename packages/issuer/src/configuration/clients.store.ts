import type { Queryable } from '../database/connection.ts';

/** By id; without those that are not there. */
export async function readSecretHashes(
  sql: Queryable,
  ids: readonly string[],
): Promise<Map<string, Buffer[]>> {
  const rows = await sql<{ id: string; hashes: Buffer[] }[]>`
    select id, secret_hashes as hashes from clients where id = any(${[...ids]})`;
  return new Map(rows.map(({ id, hashes }) => [id, hashes]));
}

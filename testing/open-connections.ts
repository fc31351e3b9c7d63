import type { Sql } from '../packages/issuer/src/database/connection.ts';

/**
 * So many connections of the pool, all open at once and then free: a statement of one request that came
 * while another connection was opened would wait behind one of another request, which a test holds up.
 */
export async function openConnections(sql: Sql, count: number): Promise<void> {
  const all = Promise.withResolvers<void>();
  let open = 0;
  const one = () =>
    sql.begin(async (tx) => {
      await tx`select`;
      open += 1;
      if (open === count) all.resolve();
      await all.promise;
    });
  await Promise.all(Array.from({ length: count }, one));
}

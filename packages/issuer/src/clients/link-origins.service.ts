import { coalesce } from '../database/coalesce.ts';
import type { Sql } from '../database/connection.ts';
import { findLinkOrigins } from './clients.store.ts';

/** Whether any client that is not disabled may send action links to this origin. */
export type LinkOrigins = (origin: string) => Promise<boolean>;

/** Always asks the database, for all who ask at the same moment. */
export function createLinkOrigins(sql: Sql): LinkOrigins {
  const find = coalesce(async (origins) => {
    const found = await findLinkOrigins(sql, origins);
    return new Map(found.map((origin) => [origin, true as const]));
  });
  return async (origin) => (await find(origin)) ?? false;
}

import type { Queryable } from '../database/connection.ts';

export interface KnownProvider {
  id: string;
  /** Encrypted at rest. */
  secret: Buffer;
}

export async function readProviders(sql: Queryable): Promise<KnownProvider[]> {
  return sql<KnownProvider[]>`select id, client_secret as secret from providers`;
}

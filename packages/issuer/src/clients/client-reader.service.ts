import { coalesce } from '../database/coalesce.ts';
import type { Sql } from '../database/connection.ts';
import type { Client } from './client.ts';
import { readClients } from './clients.store.ts';

/** Looks a client up, always in the database, and many at a time. */
export type ClientReader = (id: string) => Promise<Client | undefined>;

export function createClientReader(sql: Sql): ClientReader {
  return coalesce(async (ids) => {
    const clients = await readClients(sql, ids);
    return new Map(clients.map((client) => [client.id, client]));
  });
}

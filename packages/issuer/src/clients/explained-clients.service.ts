import type { Queryable, Transaction } from '../database/connection.ts';
import type { Client } from './client.ts';
import { findClientOfApi, readClients, supposeClientRoles } from './clients.store.ts';

/** Gives a client roles and takes others, in a transaction that is rolled back. */
export const supposeRoles = (
  tx: Transaction,
  clientId: string,
  roles: { give: readonly string[]; take: readonly string[] },
): Promise<void> => supposeClientRoles(tx, clientId, roles);

/** A client as this transaction sees it. */
export async function readClient(tx: Transaction, id: string): Promise<Client | undefined> {
  const [client] = await readClients(tx, [id]);
  return client;
}

/** A client that people can sign in to and that may call an API; null where there is none. */
export const clientOfApi = (sql: Queryable, api: string): Promise<string | null> =>
  findClientOfApi(sql, api);

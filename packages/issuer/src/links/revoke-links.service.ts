import type { Transaction } from '../database/connection.ts';
import { markLinksOfClientsRevoked } from './links.store.ts';

/** Takes back every link of these clients. The caller logs `client:<id>` in the same transaction. */
export async function revokeLinksOfClients(
  tx: Transaction,
  clients: readonly string[],
  now: Date,
): Promise<void> {
  if (clients.length > 0) await markLinksOfClientsRevoked(tx, clients, now);
}

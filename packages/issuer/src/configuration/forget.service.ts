import type { Transaction } from '../database/connection.ts';
import { revokeGrantsOfClients } from '../grants/revoke-grant.service.ts';
import { revokeLinksOfClients } from '../links/revoke-links.service.ts';

/**
 * What was granted to clients that are gone, and the links that they made: another client may be
 * declared under the same id one day, and must not find them.
 */
export async function revokeTokensOfClients(
  tx: Transaction,
  clients: readonly string[],
  now: Date,
): Promise<void> {
  await revokeGrantsOfClients(tx, clients, now);
  await revokeLinksOfClients(tx, clients, now);
}

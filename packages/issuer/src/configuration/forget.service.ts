import type { Transaction } from '../database/connection.ts';
import { revokeGrantsOfClients } from '../grants/revoke-grant.service.ts';
import { revokeLinksOfClients } from '../links/revoke-links.service.ts';

/**
 * Removes what was granted to clients that no longer exist, and the links that they made: another
 * client may later be declared with the same id, and must not have them.
 */
export async function revokeTokensOfClients(
  tx: Transaction,
  clients: readonly string[],
  now: Date,
): Promise<void> {
  await revokeGrantsOfClients(tx, clients, now);
  await revokeLinksOfClients(tx, clients, now);
}

import type { Transaction } from '../database/connection.ts';

/**
 * What was granted to clients that are gone, and the links that they made: another client may be
 * declared under the same id one day, and must not find them.
 */
export async function revokeTokensOfClients(
  tx: Transaction,
  clients: readonly string[],
  now: Date,
): Promise<void> {
  await tx`
    update grants set revoked_at = ${now}
    where client_id = any(${[...clients]}) and revoked_at is null`;
  await tx`
    update links set revoked_at = ${now}
    where client_id = any(${[...clients]}) and revoked_at is null`;
}

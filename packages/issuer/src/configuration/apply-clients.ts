import { hashClientSecret } from '../clients/client-secret.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { revokeTokensOfClients } from './forget.store.ts';
import {
  byteaText,
  type Difference,
  pairsOf,
  reconcilePairs,
  reconcileTable,
} from './reconcile.store.ts';
import type { DeclaredClient } from './schema.ts';
import { pairTables, tables } from './tables.ts';

/** Whether a client is disabled is the administrators' business and no part of the file. */
export async function applyClients(
  tx: Transaction,
  clients: readonly DeclaredClient[],
  now: Date,
  { secrets }: Pick<Context, 'secrets'>,
): Promise<Difference[]> {
  const rows = clients.map(({ secret, ...client }) => ({
    ...client,
    secret_hashes: secret ? [byteaText(hashClientSecret(secret, secrets.pepper))] : [],
  }));
  const differences = await reconcileTable(tx, tables.clients, rows);
  const removed = differences.filter(({ what }) => what === 'removed');
  if (removed.length > 0) {
    const ids = removed.map(({ name }) => name.slice('client:'.length));
    await revokeTokensOfClients(tx, ids, now);
  }
  const ids = clients.map(({ id }) => id);
  const roles = clients.flatMap((client) => pairsOf(client.id, client.roles));
  return [...differences, ...(await reconcilePairs(tx, pairTables.clientRoles, ids, roles))];
}

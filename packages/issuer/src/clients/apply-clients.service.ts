import { revokeTokensOfClients } from '../configuration/forget.store.ts';
import type { DeclaredClient } from '../configuration/schema.ts';
import { pairTables, tables } from '../configuration/tables.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import {
  byteaText,
  type Difference,
  pairsOf,
  reconcilePairs,
  reconcileTable,
} from '../database/reconcile.ts';
import { hashesOf, refuseLostSecrets } from './client-secrets.ts';

/**
 * Whether a client is disabled is the administrators' business and no part of the file.
 *
 * @param held the clients whose secret running gateways hold.
 * @throws ApplyError when one of those secrets would be lost.
 */
export async function applyClients(
  tx: Transaction,
  clients: readonly DeclaredClient[],
  held: readonly string[],
  now: Date,
  { secrets }: Pick<Context, 'secrets'>,
): Promise<Difference[]> {
  await refuseLostSecrets(tx, clients, held, secrets.pepper);
  const rows = clients.map(({ secret, ...client }) => ({
    ...client,
    secret_hashes: hashesOf({ secret }, secrets.pepper).map(byteaText),
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

import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import type { DeclaredClient } from './client-metadata.ts';
import { clientsThatLoseTheirSecret, hashesOf } from './client-secrets.ts';
import { readClients, reconcileClientRoles, reconcileClients } from './clients.store.ts';
import { hasLaterGrant, requireReadableGrants } from './grants-of-this-version.service.ts';

/**
 * @param gatewayClients the ids of the clients whose secret running gateways hold.
 * @throws OAuthError `conflict` when one of those secrets would be lost, and for a grant that a running node
 *   does not know.
 */
export async function applyClients(
  tx: Transaction,
  clients: readonly DeclaredClient[],
  gatewayClients: readonly string[],
  { secrets, settings }: Pick<Context, 'secrets' | 'settings'>,
): Promise<Difference[]> {
  await refuseUnreadableGrants(tx, clients, settings);
  await refuseLostSecrets(tx, clients, gatewayClients, secrets.pepper);
  const withHashes = clients.map((client) => ({
    ...client,
    secretHashes: hashesOf(client, secrets.pepper),
  }));
  return [
    ...(await reconcileClients(tx, withHashes)),
    ...(await reconcileClientRoles(tx, clients)),
  ];
}

async function refuseUnreadableGrants(
  tx: Transaction,
  clients: readonly DeclaredClient[],
  settings: Context['settings'],
): Promise<void> {
  const wanted = clients.filter(({ grants }) => hasLaterGrant(grants));
  const present = await readClients(
    tx,
    wanted.map(({ id }) => id),
  );
  const before = new Map(present.map(({ id, grants }) => [id, grants]));
  const given = wanted.map(({ id, grants }) => ({ grants, had: before.get(id) ?? [] }));
  await requireReadableGrants(given, { sql: tx, settings });
}

/**
 * Refuses to replace at once a secret that running gateways hold: they go on with the one that
 * they were started with, and people could not sign in.
 */
async function refuseLostSecrets(
  tx: Transaction,
  clients: readonly DeclaredClient[],
  gatewayClients: readonly string[],
  pepper: Buffer,
): Promise<void> {
  const present = await readClients(tx, gatewayClients);
  const hashes = new Map(present.map(({ id, secretHashes }) => [id, secretHashes]));
  const [client] = clientsThatLoseTheirSecret(clients, hashes, pepper);
  if (!client) return;
  throw new OAuthError(
    'conflict',
    `The secret of the client ${client.id} is another one, and running gateways sign people in ` +
      'with the present one until they are started again. Give both, the new one first ' +
      '(secret: [NEW, PRESENT]), apply, restart the gateways, and take the old one out.',
  );
}

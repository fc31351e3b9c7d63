import { ApplyError } from '../configuration/apply-error.ts';
import { readSecretHashes } from '../configuration/clients.store.ts';
import type { DeclaredClient } from '../configuration/schema.ts';
import type { Transaction } from '../database/connection.ts';
import { hashClientSecret, matchesClientSecret } from './client-secret.ts';

/** The one to use first, and the one that is still valid while it is replaced. */
const secretsOf = ({ secret }: Pick<DeclaredClient, 'secret'>): string[] =>
  secret === undefined ? [] : [secret].flat();

export const hashesOf = (client: Pick<DeclaredClient, 'secret'>, pepper: Buffer): Buffer[] =>
  secretsOf(client).map((secret) => hashClientSecret(secret, pepper));

/**
 * Refuses to replace at once a secret that running gateways hold: they go on with the one that
 * they were started with, and nobody could sign in.
 *
 * @param held the ids of the clients whose secret gateways hold.
 * @throws ApplyError
 */
export async function refuseLostSecrets(
  tx: Transaction,
  clients: readonly DeclaredClient[],
  held: readonly string[],
  pepper: Buffer,
): Promise<void> {
  const present = await readSecretHashes(tx, held);
  const lost = clients.filter((client) => {
    const hashes = present.get(client.id) ?? [];
    const goesOn = secretsOf(client).some((secret) => matchesClientSecret(secret, hashes, pepper));
    return hashes.length > 0 && !goesOn;
  });
  const [client] = lost;
  if (!client) return;
  throw new ApplyError(
    `The secret of the client ${client.id} is another one, and running gateways sign people in ` +
      'with the present one until they are started again. Give both, the new one first ' +
      '(secret: [NEW, PRESENT]), apply, restart the gateways, and take the old one out.',
  );
}

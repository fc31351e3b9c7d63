import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import { providerSecretLabel } from './provider.ts';
import type { DeclaredProvider } from './provider-declaration.ts';
import { readProviderSecrets, reconcileProviders } from './providers.store.ts';

type Dependencies = Pick<Context, 'secrets' | 'random'>;

export async function applyProviders(
  tx: Transaction,
  providers: readonly DeclaredProvider[],
  context: Dependencies,
): Promise<Difference[]> {
  const stored = await readProviderSecrets(tx);
  const sealed = providers.map((provider) => ({
    ...provider,
    client_secret: sealSecret(provider, stored.get(provider.id), context),
  }));
  return reconcileProviders(tx, sealed);
}

/** What is stored, where it is this secret: encrypting it again would give other bytes. */
function sealSecret(
  { id, client_secret }: DeclaredProvider,
  stored: Buffer | undefined,
  { secrets, random }: Dependencies,
): Buffer {
  const label = providerSecretLabel(id);
  const plain = Buffer.from(client_secret);
  return stored && holds(stored, plain, label, secrets.atRest)
    ? stored
    : encryptAtRest(secrets.atRest, label, plain, random);
}

function holds(stored: Buffer, plain: Buffer, label: string, key: Buffer): boolean {
  try {
    return decryptAtRest(key, label, stored).equals(plain);
  } catch {
    // Encrypted under another server secret.
    return false;
  }
}

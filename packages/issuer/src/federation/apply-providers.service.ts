import type { Declaration, DeclaredProvider } from '../configuration/schema.ts';
import { tables } from '../configuration/tables.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { byteaText, type Difference, reconcileTable } from '../database/reconcile.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import { readProviders } from './providers.store.ts';

type Dependencies = Pick<Context, 'secrets' | 'random'>;

/** Who proves elsewhere who somebody is, and whose tokens are taken. */
export async function applyProviders(
  tx: Transaction,
  { providers, trusted_issuers }: Declaration,
  context: Dependencies,
): Promise<Difference[]> {
  const before = await readProviders(tx);
  const rows = providers.map((provider) => {
    const stored = before.find(({ id }) => id === provider.id)?.secret;
    return { ...provider, client_secret: byteaText(sealSecret(provider, stored, context)) };
  });
  const issuers = trusted_issuers.map(({ map, ...issuer }) => ({ ...issuer, claim_map: map }));
  return [
    ...(await reconcileTable(tx, tables.providers, rows)),
    ...(await reconcileTable(tx, tables.trustedIssuers, issuers)),
  ];
}

/** What is stored, where it is this secret: encrypting it again would give other bytes. */
function sealSecret(
  { id, client_secret }: DeclaredProvider,
  stored: Buffer | undefined,
  { secrets, random }: Dependencies,
): Buffer {
  const label = `provider ${id}`;
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

import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import { takeUnmappedGroups } from '../directory/users/provider-groups.service.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import { endLostSignIns } from './end-lost-sign-ins.service.ts';
import { lostGrounds } from './lost-grounds.ts';
import { providerSecretLabel } from './provider.ts';
import { type DeclaredProvider, providerFields } from './provider-declaration.ts';
import { issuerOf } from './provider-settings.ts';
import { readGrounds, readProviderSecrets, reconcileProviders } from './providers.store.ts';

type Dependencies = Pick<Context, 'secrets' | 'random'>;

/** @returns what is different, and who lost what they were signed in with */
export async function applyProviders(
  tx: Transaction,
  providers: readonly DeclaredProvider[],
  now: Date,
  context: Dependencies,
): Promise<Difference[]> {
  const stored = await readProviderSecrets(tx);
  const rows = providers.map((provider) => ({
    ...columnsOf(provider),
    client_secret: sealSecret(provider, stored.get(provider.id), context),
  }));
  const before = await readGrounds(tx);
  const differences = await reconcileProviders(tx, rows);
  const lost = lostGrounds(before, await readGrounds(tx));
  return [
    ...differences,
    ...(await takeUnmappedGroups(tx)),
    ...(await endLostSignIns(tx, lost, now)),
  ];
}

/** What has no column of its own is part of `settings`. */
function columnsOf(provider: DeclaredProvider) {
  const { client_secret: _, private_key: __, type, ...rest } = provider;
  const names = new Set(Object.keys(providerFields));
  const entries = Object.entries(rest);
  const settings = Object.fromEntries(entries.filter(([name]) => !names.has(name)));
  return {
    ...Object.fromEntries(entries.filter(([name]) => names.has(name))),
    type,
    issuer: issuerOf(type, settings),
    settings,
  };
}

/** What is stored, where it is this secret: encrypting it again would give other bytes. */
function sealSecret(
  { id, client_secret, private_key }: DeclaredProvider,
  stored: Buffer | undefined,
  { secrets, random }: Dependencies,
): Buffer {
  const label = providerSecretLabel(id);
  const plain = Buffer.from(client_secret ?? private_key ?? '');
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

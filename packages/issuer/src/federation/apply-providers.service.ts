import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { changedKeys, type Difference } from '../database/reconcile.ts';
import { takeUnmappedGroups } from '../directory/users/provider-groups.service.ts';
import { endLostSignIns } from './end-lost-sign-ins.service.ts';
import { lostGrounds } from './lost-grounds.ts';
import type { DeclaredProvider } from './provider-declaration.ts';
import { forgetFailure } from './provider-failures.service.ts';
import { readGrounds, readProviderSecrets, reconcileProviders } from './providers.store.ts';
import { columnsOf, sealSecret } from './stored-provider.service.ts';

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
  for (const id of changedKeys(differences, 'provider')) await forgetFailure(id, tx);
  const lost = lostGrounds(before, await readGrounds(tx));
  return [
    ...differences,
    ...(await takeUnmappedGroups(tx)),
    ...(await endLostSignIns(tx, lost, now)),
  ];
}

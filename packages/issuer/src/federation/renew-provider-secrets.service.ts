import type { Context } from '../context.ts';
import { renewAtRest } from '../keys/at-rest.ts';
import { providerSecretLabel } from './provider.ts';
import { readProviderSecrets, replaceProviderSecret } from './providers.store.ts';

/** At start: rewrites the secrets that an earlier version encrypted in another form. */
export async function renewProviderSecrets({
  sql,
  secrets,
  random,
}: Pick<Context, 'sql' | 'secrets' | 'random'>): Promise<void> {
  for (const [id, stored] of await readProviderSecrets(sql)) {
    const renewed = renewAtRest(secrets.atRest, providerSecretLabel(id), stored, random);
    if (renewed) await replaceProviderSecret(sql, id, { stored, renewed });
  }
}

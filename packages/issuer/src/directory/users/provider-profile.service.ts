import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Transaction } from '../../database/connection.ts';
import { writeProviderProfile } from './provider-profile.store.ts';
import type { ProviderProfile } from './provider-profile.ts';

/**
 * Keeps the profile of a person in step with what a provider says. Their addresses are another thing.
 *
 * @returns what is cached and not all that is true now
 */
export async function keepProfileInStep(
  tx: Transaction,
  { userId, provider, profile }: { userId: string; provider: string; profile: ProviderProfile },
  now: Date,
): Promise<CacheTag[]> {
  const written = await writeProviderProfile(tx, userId, profile);
  if (written === null) return [];
  const subject = `user:${userId}` as const;
  await recordAudit(tx, {
    at: now,
    action: 'user.update',
    actor: `provider:${provider}`,
    subjects: [subject, `provider:${provider}`],
    detail: { changed: written.name ? ['name'] : ['profile'] },
  });
  return written.name ? [`more:${subject}`] : [];
}

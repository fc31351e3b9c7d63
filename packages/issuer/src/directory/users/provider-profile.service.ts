import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Transaction } from '../../database/connection.ts';
import { changePerson } from './profile.service.ts';
import type { ProviderProfile } from './provider-profile.ts';

/**
 * Keeps the profile of a person in step with what a provider says; what it does not say stays. Their
 * addresses are another thing.
 *
 * @returns what is cached and not all that is true now
 */
export async function keepProfileInStep(
  tx: Transaction,
  { userId, provider, profile }: { userId: string; provider: string; profile: ProviderProfile },
  now: Date,
): Promise<CacheTag[]> {
  const { name, locale, claims } = profile;
  const change = { name: name ?? undefined, locale: locale ?? undefined, profile: claims };
  const changed = (await changePerson(tx, userId, change)) ?? [];
  if (changed.length === 0) return [];
  const hasName = changed.includes('name');
  const subject = `user:${userId}` as const;
  await recordAudit(tx, {
    at: now,
    action: 'user.update',
    actor: `provider:${provider}`,
    subjects: [subject, `provider:${provider}`],
    detail: { changed },
  });
  return hasName ? [`more:${subject}`] : [];
}

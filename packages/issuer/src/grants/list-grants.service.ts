import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { findGrantOwner } from './grants.store.ts';
import { type GrantsQuery, type ListedGrant, readGrants } from './grants-list.store.ts';
import { revokeGrant } from './revoke-grant.service.ts';

/** One page of what people have granted to applications. */
export function listGrants(
  query: GrantsQuery,
  { sql, clock, settings }: Pick<Context, 'sql' | 'clock' | 'settings'>,
): Promise<{ items: ListedGrant[]; next: GrantsQuery['before'] }> {
  const now = clock.now();
  const idleSince = secondsAfter(now, -settings.lifetimes.sessionIdle);
  return readGrants(sql, query, { now, idleSince });
}

interface Administrator {
  /** As the audit log has them. */
  actor: string;
  /** Throws where they may not. */
  permit(tx: Transaction, userId: string, now: Date): Promise<void>;
}

/**
 * Takes back what a person granted to an application, as an administrator.
 *
 * @throws OAuthError `not_found`
 */
export async function revokeGrantAsAdministrator(
  id: string,
  { actor, permit }: Administrator,
  context: Pick<Context, 'sql' | 'changes' | 'clock'>,
): Promise<void> {
  const owner = await findGrantOwner(context.sql, id);
  if (!owner) throw new OAuthError('not_found', 'There is no such grant. It may have expired.');
  await revokeGrant(id, actor, 'administrator', context, (tx, now) =>
    permit(tx, owner.userId, now),
  );
}

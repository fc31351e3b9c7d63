import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Transaction } from '../../database/connection.ts';
import type { Difference } from '../../database/reconcile.ts';
import type { ProviderIdentity } from './identity.ts';
import type { MappedGroup } from './mapped-group.ts';
import {
  deleteUnmappedGroups,
  lockIdentity,
  readGroupsOfIdentity,
  replaceGroupsOfIdentity,
} from './provider-groups.store.ts';

export interface GroupsOfProvider {
  identity: ProviderIdentity & { userId: string };
  /** Its id. */
  provider: string;
  groups: readonly MappedGroup[];
}

/**
 * Gives a person the groups that a provider says, and takes those that it said before and says no
 * longer. What administrators and the configuration file gave is another thing and stays.
 *
 * @returns what is cached and not all that is true now
 */
export async function setGroupsOfProvider(
  tx: Transaction,
  { identity, provider, groups }: GroupsOfProvider,
  now: Date,
): Promise<CacheTag[]> {
  const { userId } = identity;
  const id = await lockIdentity(tx, identity);
  // Unlinked meanwhile.
  if (id === null) return [];
  const before = await readGroupsOfIdentity(tx, id);
  await replaceGroupsOfIdentity(tx, { identity: id, userId, provider, groups });
  const after = await readGroupsOfIdentity(tx, id);
  const taken = before.filter((name) => !after.includes(name));
  const given = after.filter((name) => !before.includes(name));
  const changes = [
    ...taken.map((name) => ({ action: 'group.remove_member', name }) as const),
    ...given.map((name) => ({ action: 'group.add_member', name }) as const),
  ];
  for (const { action, name } of changes) {
    const subjects = [`user:${userId}`, `group:${name}`];
    await recordAudit(tx, { at: now, action, actor: `provider:${provider}`, subjects });
  }
  const subject = `user:${userId}` as const;
  if (taken.length > 0) return [subject];
  return given.length > 0 ? [`more:${subject}`] : [];
}

/** After the providers of a file were written: takes what none of their entries gives any more. */
export const takeUnmappedGroups = (tx: Transaction): Promise<Difference[]> =>
  deleteUnmappedGroups(tx);

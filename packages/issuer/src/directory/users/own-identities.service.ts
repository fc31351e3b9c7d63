import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { keepAnAdministrator } from '../authority.service.ts';
import { adminPermissionsOfUserAnywhere } from '../authority.store.ts';
import {
  deleteIdentity,
  hasMaxIdentities,
  insertIdentity,
  ownerOfIdentity,
  writeUse,
} from './identities.store.ts';
import type { ProviderIdentity } from './identity.ts';

// The callers of the first two have locked the account, and log the change in the same transaction.

/**
 * @returns `own` where the person has it already, `taken` where another person has it, `full` where they have
 *   as many as they may have, `gone` where the provider was deleted meanwhile
 */
export async function addIdentity(
  tx: Transaction,
  identity: ProviderIdentity & { userId: string; email: string | null; provider: string },
  now: Date,
): Promise<'linked' | 'own' | 'taken' | 'full' | 'gone'> {
  const owner = await ownerOfIdentity(tx, identity);
  if (owner === identity.userId) return 'own';
  if (owner === null && (await hasMaxIdentities(tx, identity.userId))) return 'full';
  if (await insertIdentity(tx, identity, now)) return 'linked';
  // Of two who link it at the same moment, the other one has it.
  const taker = await ownerOfIdentity(tx, identity);
  if (taker === null) return 'gone';
  return taker === identity.userId ? 'own' : 'taken';
}

/**
 * @returns what was taken away, with the groups that it gave; null where it was none of theirs.
 * @throws OAuthError `conflict` for the last administrator, who is one by those groups.
 */
export async function takeIdentity(
  tx: Transaction,
  { userId, id }: { userId: string; id: string },
  now: Date,
): Promise<ProviderIdentity | null> {
  const borne = await adminPermissionsOfUserAnywhere(tx, userId, now);
  return keepAnAdministrator(tx, borne, now, () => deleteIdentity(tx, userId, id));
}

/** Keeps that a person has just signed in with it. */
export const noteUse = (
  identity: ProviderIdentity,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> => writeUse(sql, identity, clock.now());

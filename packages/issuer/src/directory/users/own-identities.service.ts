import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { deleteIdentity, insertIdentity, ownerOfIdentity, writeUse } from './identities.store.ts';
import type { ProviderIdentity } from './identity.ts';

// The first two are part of a change that holds the account, and says what else it means.

/** @returns `own` where the person has it already, `taken` where another person has it. */
export async function addIdentity(
  tx: Transaction,
  identity: ProviderIdentity & { userId: string; email: string | null },
  now: Date,
): Promise<'linked' | 'own' | 'taken'> {
  if (await insertIdentity(tx, identity, now)) return 'linked';
  return (await ownerOfIdentity(tx, identity)) === identity.userId ? 'own' : 'taken';
}

/** @returns what was taken away; null where it was none of theirs. */
export const takeIdentity = (
  tx: Transaction,
  of: { userId: string; id: string },
): Promise<ProviderIdentity | null> => deleteIdentity(tx, of.userId, of.id);

/** Keeps that a person has just signed in with it. */
export const noteUse = (
  identity: ProviderIdentity,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> => writeUse(sql, identity, clock.now());

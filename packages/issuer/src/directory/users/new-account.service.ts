import type { Transaction } from '../../database/connection.ts';
import type { Profile } from '../../profile/field.ts';
import { insertMemberships } from '../assign.store.ts';
import { admitByAddress } from '../organizations/domains.service.ts';
import { insertUser } from './users.store.ts';

export interface NewAccount {
  id: string;
  email: string;
  emailVerified: boolean;
  name: string;
  passwordHash?: string | null;
  locale?: string | undefined;
  /** What they told of themselves, by field. */
  profile?: Profile | undefined;
  /** Whether the person is to agree to the terms at their first sign-in. */
  owesTerms?: boolean | undefined;
  /** What the person is a member of from now on; groups that are not there are passed over. */
  groups: readonly string[];
  /** On whose word alone the address is theirs; left out where it is proved. */
  vouchedBy?: string | null | undefined;
  createdAt: Date;
}

/**
 * An account, in the caller's transaction, which records why there is one. In
 * no cache yet, so that nothing has to wait for the gateways.
 *
 * @throws the driver's unique violation when the address is taken by now; waits for a transaction
 *   that is about to take it.
 */
export async function createAccount(
  tx: Transaction,
  { groups, passwordHash = null, vouchedBy: provider = null, ...account }: NewAccount,
): Promise<void> {
  await insertUser(tx, { ...account, passwordHash });
  await insertMemberships(tx, account.id, groups);
  const { id: userId, email, emailVerified, createdAt } = account;
  if (emailVerified) await admitByAddress(tx, { userId, email, provider }, createdAt);
}

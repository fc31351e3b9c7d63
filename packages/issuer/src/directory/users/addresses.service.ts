import type { Queryable, Transaction } from '../../database/connection.ts';
import { type Address, findAddress } from './address.ts';
import { deleteAddress, insertAddress, readAddresses, writePrimary } from './addresses.store.ts';
import { lockAccount, raiseCredentialVersions } from './users.store.ts';

/** How many addresses a user may have: passwords can be guessed at each of them. */
export const maxAddresses = 5;

/** The primary one first. */
export const listAddresses = (sql: Queryable, userId: string): Promise<Address[]> =>
  readAddresses(sql, userId);

/** Whether the primary address is known to be theirs. */
export async function hasVerifiedAddress(sql: Queryable, userId: string): Promise<boolean> {
  const [primary] = await readAddresses(sql, userId);
  return primary?.isVerified ?? false;
}

/** `primary`: it took the place of one that was not proved. `known`: it was theirs and proved before. */
export type Kept = 'primary' | 'added' | 'known' | 'too_many' | 'no_account';

interface Keeping {
  kept: Kept;
  /** What they had before. */
  before: Address[];
  /** The language of the person, BCP 47; null where it is not known. */
  locale: string | null;
}

/**
 * Keeps an address that a person has just proved to be theirs: in place of the primary one where that is
 * not proved, otherwise beside it. It takes nothing away: the address of before was nothing to sign in with.
 *
 * @throws the driver's unique violation when it is another person's by now: of two who prove the same at
 *   the same moment, one gets it.
 */
export async function keepProvedAddress(
  tx: Transaction,
  { userId, email }: { userId: string; email: string },
): Promise<Keeping> {
  const account = await lockAccount(tx, userId);
  if (!account) return { kept: 'no_account', before: [], locale: null };
  const { locale } = account;
  const before = await readAddresses(tx, userId);
  const own = findAddress(before, email);
  const primary = before.find(({ isPrimary }) => isPrimary)!;
  if (!primary.isVerified) {
    await writePrimary(tx, { userId, email });
    return { kept: 'primary', before, locale };
  }
  if (own?.isVerified) return { kept: 'known', before, locale };
  const added = await insertAddress(tx, { userId, email }, maxAddresses);
  return { kept: added ? 'added' : 'too_many', before, locale };
}

/**
 * Makes another one of a person's own addresses the primary one.
 *
 * @returns the one of before, or null where the address is not theirs, not proved, or primary already
 */
export async function makePrimary(
  tx: Transaction,
  { userId, email }: { userId: string; email: string },
): Promise<{ from: Address; to: Address } | null> {
  if (!(await lockAccount(tx, userId))) return null;
  const addresses = await readAddresses(tx, userId);
  const to = findAddress(addresses, email);
  const from = addresses.find(({ isPrimary }) => isPrimary)!;
  if (!to?.isVerified || to.isPrimary) return null;
  await writePrimary(tx, { userId, email: to.email });
  return { from, to };
}

/**
 * Takes an address from a person: what was sent to it, and what that has proved, counts no more.
 *
 * @param by who does it: one for whose domain a provider is required, the person does not take off, or they
 *   would keep the account and what it may do, and not be asked for the provider any more.
 * @returns it, or null where it is not theirs, is the primary one, or one that the configuration file names
 */
export async function removeAddress(
  tx: Transaction,
  { userId, email, by }: { userId: string; email: string; by: 'person' | 'administrator' },
): Promise<string | null> {
  if (!(await lockAccount(tx, userId))) return null;
  if (by === 'person' && findAddress(await readAddresses(tx, userId), email)?.isRequired) {
    return null;
  }
  const gone = await deleteAddress(tx, { userId, email });
  if (gone !== null) await raiseCredentialVersions(tx, [userId]);
  return gone;
}

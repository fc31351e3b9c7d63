import type { Transaction } from '../../database/connection.ts';
import { keepAnAdministrator } from '../authority.service.ts';
import { adminPermissionsOfUserAnywhere } from '../authority.store.ts';
import { insertFormer, readMerged } from './former-users.store.ts';
import { signOutEverywhere } from './sign-out.service.ts';
import type { User } from './user.ts';
import { deleteUserRow, lockUser, readAccount } from './users.store.ts';

/** The account of a person who is going to delete it; no other transaction changes it. Null when it is gone or disabled. */
export async function holdForDeletion(
  tx: Transaction,
  id: string,
): Promise<(User & { credentialVersion: number }) | null> {
  const user = await lockUser(tx, id, 'delete');
  const account = user && (await readAccount(tx, id));
  return account && { ...user, credentialVersion: account.credentialVersion };
}

/**
 * Deletes a user who is held, with everything that they are signed in with. The caller logs `user:<id>` in
 * the same transaction.
 *
 * @param by who does it, as the audit log names them
 * @returns of whom the audit log is to be erased: of the user, and of the accounts that were merged into theirs
 * @throws OAuthError `conflict` for the last administrator
 */
export async function deleteHeldUser(
  tx: Transaction,
  id: string,
  by: string,
  now: Date,
): Promise<`user:${string}`[]> {
  const held = await adminPermissionsOfUserAnywhere(tx, id, now);
  await keepAnAdministrator(tx, held, now, () => deleteUserRow(tx, id));
  await signOutEverywhere(tx, [id], now);
  return rememberFormer(tx, { id, by }, now);
}

/**
 * Keeps that an account was there, which is gone now.
 *
 * @returns of whom the audit log is to be erased
 */
export async function rememberFormer(
  tx: Transaction,
  { id, by }: { id: string; by: string },
  now: Date,
): Promise<`user:${string}`[]> {
  await insertFormer(tx, { id, by, mergedInto: null }, now);
  return [id, ...(await readMerged(tx, id))].map((each) => `user:${each}` as const);
}

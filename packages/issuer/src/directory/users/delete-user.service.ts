import type { Transaction } from '../../database/connection.ts';
import { keepAnAdministrator } from '../authority.service.ts';
import { adminPermissionsOfUser } from '../authority.store.ts';
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
 * @throws OAuthError `conflict` for the last administrator
 */
export async function deleteHeldUser(tx: Transaction, id: string, now: Date): Promise<void> {
  const held = await adminPermissionsOfUser(tx, id, now);
  await keepAnAdministrator(tx, held, now, () => deleteUserRow(tx, id));
  await signOutEverywhere(tx, [id], now);
}

import type { Transaction } from '../database/connection.ts';
import { deleteClientRow, lockClient } from './clients.store.ts';

/**
 * @param hold refuses where it may not be deleted
 * @returns false where there is none. The caller revokes its tokens, and logs it in the same transaction.
 */
export async function removeClient(
  tx: Transaction,
  id: string,
  hold: () => Promise<unknown>,
): Promise<boolean> {
  if (!(await lockClient(tx, id))) return false;
  await hold();
  await deleteClientRow(tx, id);
  return true;
}

import type { Transaction } from '../database/connection.ts';
import type { Entitlement } from './entitlement.ts';
import { lockEntitled, lockSession } from './sessions.store.ts';

/**
 * Whether what entitles a person still stands: nothing was taken away from them, and the session goes on.
 * Until the end of the transaction it stays so, and of two who are entitled, one waits for the other. The
 * user is locked first, as everything does that ends sessions: in the other order the two would wait for
 * each other.
 */
export const holdEntitled = async (
  tx: Transaction,
  { userId, credentialVersion, session }: Entitlement,
  now: Date,
): Promise<boolean> =>
  (await lockEntitled(tx, { userId, credentialVersion })) &&
  (session === null || (await lockSession(tx, { id: session.id, userId, now })));

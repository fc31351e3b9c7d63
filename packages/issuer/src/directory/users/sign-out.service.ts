import type { Transaction } from '../../database/connection.ts';
import { revokeGrantsOfUsers, revokeGrantsOutside } from '../../grants/revoke-grant.service.ts';
import { endOtherSessions, endSessionsOfUsers } from '../../sessions/end-sessions.service.ts';
import { raiseCredentialVersions } from './users.store.ts';

/** What users have proved to sign-ins that are half-way counts no more; sessions and grants go on. */
export const endSignInsHalfWay = (tx: Transaction, userIds: readonly string[]): Promise<void> =>
  raiseCredentialVersions(tx, userIds);

/**
 * Ends whatever the users are signed in with: sessions, and grants with all their tokens, those
 * that outlive sessions included, and sign-ins that are half-way. They stay dead: an account that is
 * enabled again starts with none. Whatever takes something away that a user signs in with calls
 * this. The caller logs `user:<id>` for each in the same transaction.
 */
export async function signOutEverywhere(
  tx: Transaction,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  if (userIds.length === 0) return;
  await raiseCredentialVersions(tx, userIds);
  await endSessionsOfUsers(tx, userIds, now);
  await revokeGrantsOfUsers(tx, userIds, now);
}

/**
 * The same for one user, but for the session in which they ask for it and what was opened within it.
 * Applications that outlive sessions are signed out too: none says on which device it is.
 */
export async function signOutElsewhere(
  tx: Transaction,
  { userId, sessionId }: { userId: string; sessionId: string },
  now: Date,
): Promise<void> {
  await raiseCredentialVersions(tx, [userId]);
  await endOtherSessions(tx, { userId, keep: sessionId }, now);
  await revokeGrantsOutside(tx, { userId, sessionId }, now);
}

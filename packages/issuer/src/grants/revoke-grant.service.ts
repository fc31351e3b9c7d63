import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import {
  markGrantRevoked,
  markGrantsOfClientsRevoked,
  markGrantsOfUsersRevoked,
  markGrantsOutsideRevoked,
  markGrantsToClientRevoked,
  markLastingGrantsRevoked,
} from './grants.store.ts';

/**
 * Takes a grant back, and with it every token that came of it. Returns when no gateway accepts
 * one of them any more; doing it twice is no error, and the second call waits like the first.
 *
 * @param permit throws where an administrator may not
 */
export function revokeGrant(
  id: string,
  actor: string,
  reason: string,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
  permit?: (tx: Transaction, now: Date) => Promise<void>,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await permit?.(tx, at);
    if (!(await markGrantRevoked(tx, id, at))) return [];
    const tag = `grant:${id}` as const;
    await recordAudit(tx, {
      at,
      action: 'grant.revoke',
      actor,
      subjects: [tag],
      detail: { reason },
    });
    return [tag];
  });
}

/** Every grant of these users. The caller logs `user:<id>` for each in the same transaction. */
export async function revokeGrantsOfUsers(
  tx: Transaction,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  if (userIds.length > 0) await markGrantsOfUsersRevoked(tx, userIds, now);
}

/** Every grant of a user but those of one session. The caller logs `user:<id>` in the same transaction. */
export const revokeGrantsOutside = (
  tx: Transaction,
  of: { userId: string; sessionId: string },
  now: Date,
): Promise<void> => markGrantsOutsideRevoked(tx, of, now);

/**
 * The grants of these users that outlive the sessions that they were made in. The caller logs `user:<id>` for
 * each in the same transaction.
 *
 * @returns whose they were
 */
export const revokeLastingGrants = (
  tx: Transaction,
  userIds: readonly string[],
  now: Date,
): Promise<string[]> => markLastingGrantsRevoked(tx, userIds, now);

/** Every grant to these clients. The caller logs `client:<id>` for each in the same transaction. */
export async function revokeGrantsOfClients(
  tx: Transaction,
  clientIds: readonly string[],
  now: Date,
): Promise<void> {
  if (clientIds.length > 0) await markGrantsOfClientsRevoked(tx, clientIds, now);
}

/**
 * What a client has of one user. The caller logs `grant:<id>` for each in the same transaction.
 *
 * @returns their ids
 */
export const revokeGrantsToClient = (
  tx: Transaction,
  of: { userId: string; clientId: string },
  now: Date,
): Promise<string[]> => markGrantsToClientRevoked(tx, of, now);

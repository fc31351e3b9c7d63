import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import {
  markOtherSessionsEnded,
  markSessionsByProviderEnded,
  markSessionsEnded,
  markSessionsOfOthersEnded,
  markSessionsOfUsersEnded,
} from './sessions.store.ts';

/** An administrator who does it in the place of the person. */
export interface EndedBy {
  /** As the audit log has them. */
  actor: string;
  /** Throws where they may not. */
  permit(tx: Transaction, now: Date): Promise<void>;
}

/**
 * Ends sessions of one user, and with them every grant that was made within them; sessions of
 * others are left alone. Returns once no gateway accepts a token of theirs any more.
 */
export function endSessions(
  of: { ids: readonly string[]; userId: string },
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
  by?: EndedBy,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await by?.permit(tx, at);
    const ended = await markSessionsEnded(tx, of, at);
    const tags: CacheTag[] = ended.map((id) => `session:${id}` as const);
    const user = `user:${of.userId}`;
    const actor = by?.actor ?? user;
    for (const tag of tags) {
      await recordAudit(tx, { at, action: 'session.end', actor, subjects: [tag, user] });
    }
    return tags;
  });
}

/** Every session of these users. The caller logs `user:<id>` for each in the same transaction. */
export async function endSessionsOfUsers(
  tx: Transaction,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  if (userIds.length > 0) await markSessionsOfUsersEnded(tx, userIds, now);
}

/** Every session of a user but one. The caller logs `user:<id>` in the same transaction. */
export const endOtherSessions = (
  tx: Transaction,
  of: { userId: string; keep: string },
  now: Date,
): Promise<void> => markOtherSessionsEnded(tx, of, now);

/**
 * Those of these users that a sign-in at a provider is part of. The caller logs `user:<id>` for each in the
 * same transaction.
 *
 * @returns whose they were
 */
export const endSessionsByProvider = (
  tx: Transaction,
  of: { userIds: readonly string[]; provider: string },
  now: Date,
): Promise<string[]> => markSessionsByProviderEnded(tx, of, now);

/** The same for those that no sign-in at one of these providers is part of. */
export const endSessionsOfOthers = (
  tx: Transaction,
  of: { userIds: readonly string[]; providers: readonly string[] },
  now: Date,
): Promise<string[]> => markSessionsOfOthersEnded(tx, of, now);

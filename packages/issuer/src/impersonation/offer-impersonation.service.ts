import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { requireOneVersion } from '../database/require-one-version.service.ts';
import { isAnAdministrator } from '../directory/authority.service.ts';
import type { Caller } from '../directory/caller.ts';
import { holdAccount } from '../directory/users/accounts.service.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { insertImpersonation } from './impersonations.store.ts';

/** Seconds in which it can be begun: the administrator may have to prove a second factor first. */
const timeToBegin = 300;

interface Wanted {
  userId: string;
  reason: string;
  /** Seconds. */
  lifetime: number;
}

/**
 * Lets an administrator begin to act as a person, once, in their own browser. Not while a node of another version
 * runs: one of before would redeem a code and a refresh token of it as if the person had signed in themselves.
 *
 * @throws OAuthError `not_found`, `conflict`, `insufficient_scope`
 */
export async function offerImpersonation(
  { userId, reason, lifetime }: Wanted,
  { actor }: Caller,
  { sql, clock, random, settings }: Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>,
): Promise<{ id: string; expiresAt: Date }> {
  await requireOneVersion('who acts as another person', { sql, settings });
  return sql.begin(async (tx) => {
    const now = clock.now();
    const [, actorId] = /^user:(.+)$/.exec(actor) ?? [];
    if (actorId === undefined) {
      throw new OAuthError('insufficient_scope', 'Only a person can act as another person.');
    }
    if (actorId === userId) throw new OAuthError('conflict', 'You are this person already.');
    await requireOrdinary(tx, userId, now);
    const id = random.uuid();
    const expiresAt = secondsAfter(now, timeToBegin);
    await insertImpersonation(tx, { id, userId, actorId, reason, lifetime, now, expiresAt });
    await recordAudit(tx, {
      ...{ at: now, action: 'impersonation.offer', actor, subjects: [`user:${userId}`] },
      detail: { reason, lifetime },
    });
    return { id, expiresAt };
  });
}

/**
 * The account of a person who administers nothing, held until the end of the transaction: who acts as an
 * administrator would be one.
 *
 * @throws OAuthError `not_found`, `insufficient_scope`
 */
export async function requireOrdinary(tx: Transaction, userId: string, now: Date) {
  const account = await holdAccount(tx, userId);
  if (!account) {
    throw new OAuthError('not_found', `There is no user ${userId}, or the account is disabled.`);
  }
  if (await isAnAdministrator(tx, userId, now)) {
    throw new OAuthError(
      'insufficient_scope',
      'Nobody acts as a person who administers something.',
    );
  }
  return account;
}

import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { requireAuthorityOverUser } from '../authority.service.ts';
import type { Caller } from '../caller.ts';
import { signOutEverywhere } from './sign-out.service.ts';
import { noSuchUser } from './user.ts';
import { lockUser } from './users.store.ts';

/**
 * Signs a person out everywhere: sessions, grants and sign-ins that are half-way end. They may sign in again.
 *
 * @throws OAuthError `not_found`; `insufficient_scope` as `authority.service.ts` says.
 */
export function endAllSessions(
  userId: string,
  caller: Caller,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    const user = await lockUser(tx, userId, 'change');
    if (!user) throw noSuchUser(userId);
    await requireAuthorityOverUser(tx, caller, user.id, at);
    await signOutEverywhere(tx, [user.id], at);
    const subjects = [`user:${user.id}`] as const;
    await recordAudit(tx, {
      ...{ at, action: 'session.end_all', actor: caller.actor, subjects: [...subjects] },
    });
    return subjects;
  });
}

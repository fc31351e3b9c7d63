import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { deleteHeldUser, holdForDeletion } from '../../directory/users/delete-user.service.ts';
import { tellOwner } from '../../mail/tell-owner.service.ts';
import { readPolicy } from '../../policies/policies.service.ts';
import { withoutSource } from '../../runtime/request-source.ts';
import { holdSession } from '../../sessions/sessions.service.ts';
import { accountPolicy } from '../account-policy.ts';
import type { OwnChange } from '../own-change.service.ts';

export type Deleted =
  | 'deleted'
  /** The session has ended, or something was taken away from the person, meanwhile. */
  | 'too_late'
  /** The operator does not let people do this. */
  | 'off'
  /** The configuration file would make it again. */
  | 'declared'
  | 'last_administrator';

type Dependencies = Pick<Context, 'clock' | 'changes' | 'mail'>;

/**
 * Deletes the account of a person who asks for it, with all that belongs to it. Returns when no gateway
 * accepts a token of theirs any more. The last mail goes to the address that it had. The audit log keeps
 * that it was done, by its id, and not from where.
 */
export async function deleteOwnAccount(
  { session, credentialVersion, language }: OwnChange,
  context: Dependencies,
): Promise<Deleted> {
  const { changes, clock } = context;
  try {
    return await changes.takeAway<Deleted>(async (tx) => {
      const now = clock.now();
      const user = await holdForDeletion(tx, session.userId);
      const isEntitled =
        user?.credentialVersion === credentialVersion && (await holdSession(tx, session, now));
      if (!isEntitled) return { value: 'too_late', tags: [] };
      if (!(await readPolicy(tx, accountPolicy)).deletion) return { value: 'off', tags: [] };
      if (user.declared) return { value: 'declared', tags: [] };
      const person = `user:${user.id}` as const;
      const parameters = { at: now };
      await tellOwner(tx, { kind: 'account-deleted', to: user, language, parameters }, context);
      const subjects = await deleteHeldUser(tx, user.id, person, now);
      await withoutSource(() =>
        recordAudit(tx, { at: now, action: 'user.delete', actor: person, subjects }),
      );
      return { value: 'deleted', tags: [person] };
    });
  } catch (error) {
    if (error instanceof OAuthError && error.code === 'conflict') return 'last_administrator';
    throw error;
  }
}

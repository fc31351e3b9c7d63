import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { markSessionsEnded } from './sessions.store.ts';

/**
 * Ends sessions of one user, and with them every grant that was made within them; sessions of
 * others are left alone. Returns once no gateway accepts a token of theirs any more.
 */
export function endSessions(
  of: { ids: readonly string[]; userId: string },
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    const ended = await markSessionsEnded(tx, of, at);
    const subjects: CacheTag[] = ended.map((id) => `session:${id}` as const);
    const actor = `user:${of.userId}`;
    for (const subject of subjects) {
      await recordAudit(tx, { at, action: 'session.end', actor, subjects: [subject, actor] });
    }
    return subjects;
  });
}

import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { markGrantRevoked } from './grants.store.ts';

/**
 * Takes a grant back, and with it every token that came of it. Returns when no gateway accepts
 * one of them any more; doing it twice is no error.
 */
export function revokeGrant(
  id: string,
  actor: string,
  reason: string,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    const revoked = await markGrantRevoked(tx, id, at);
    const subjects = revoked ? ([`grant:${id}`] as const) : [];
    if (revoked) {
      await recordAudit(tx, {
        at,
        action: 'grant.revoke',
        actor,
        subjects: [...subjects],
        detail: { reason },
      });
    }
    return [...subjects];
  });
}

import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { markLinkRevoked } from './links.store.ts';

interface RevokedBy {
  /** As the audit log has them. */
  actor: string;
  /** Throws where an administrator may not. */
  permit?(tx: Transaction, now: Date): Promise<void>;
}

/** Returns once neither the link of a client nor any token that it gave works any more. */
export function revokeOneLink(
  { id, clientId }: { id: string; clientId: string },
  { actor, permit }: RevokedBy,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await permit?.(tx, at);
    if (!(await markLinkRevoked(tx, id, clientId, at))) return [];
    const subjects = [`link:${id}` as const];
    await recordAudit(tx, { at, action: 'link.revoke', actor, subjects });
    return subjects;
  });
}

import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { revokeGrantsToClient } from '../grants/revoke-grant.service.ts';
import { type Application, listApplicationsOf } from './applications.store.ts';
import { deleteConsent } from './consents.store.ts';

/** The applications that a person uses or has agreed to, the one that they used last first. */
export const listApplications = (
  userId: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<Application[]> => listApplicationsOf(sql, userId, clock.now());

/**
 * Takes back what a person lets an application do: it is asked for anew, and every token that it has
 * of this person ends. Returns when no gateway accepts one of them any more; an application that has
 * nothing is no error, and waits for the gateways all the same.
 *
 * @param by who takes it back, and what they have to be permitted; refused, nothing is taken back.
 */
export function revokeApplication(
  { userId, clientId }: { userId: string; clientId: string },
  by: { actor: string; permit?: (tx: Transaction, now: Date) => Promise<void> },
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await by.permit?.(tx, at);
    // First: a code that is issued at this moment holds it, and its grant is there afterwards.
    const agreed = await deleteConsent(tx, { userId, clientId });
    const grants = await revokeGrantsToClient(tx, { userId, clientId }, at);
    const tags: CacheTag[] = grants.map((id) => `grant:${id}` as const);
    if (!agreed && tags.length === 0) return [];
    await recordAudit(tx, {
      at,
      action: 'consent.revoke',
      actor: by.actor,
      subjects: [`user:${userId}`, `client:${clientId}`, ...tags],
    });
    return tags;
  });
}

import { recordAudit } from '../audit/audit.service.ts';
import { type By, holdOwnClient } from '../clients/client-authority.service.ts';
import { removeClient } from '../clients/remove-client.service.ts';
import type { Context } from '../context.ts';
import { revokeTokensOfClients } from './forget.service.ts';

/**
 * Deletes a client with everything that was granted to it and the links that it made: one that is made
 * later under its id must not have them. Deleting what is not there is no error, and waits all the same.
 *
 * @throws OAuthError `conflict` for a declared one; `insufficient_scope` when the client may do more than
 *   the caller.
 */
export function deleteClient(
  id: string,
  by: By,
  context: Pick<Context, 'changes' | 'clock' | 'settings'>,
): Promise<void> {
  return context.changes.takeAway(async (tx) => {
    const found = await removeClient(tx, id, () => holdOwnClient(tx, id, by, context));
    if (!found) return [];
    const at = context.clock.now();
    await revokeTokensOfClients(tx, [id], at);
    await recordAudit(tx, {
      ...{ at, action: 'client.delete', actor: by.caller.actor, subjects: [`client:${id}`] },
    });
    return [`client:${id}`, `client_secret:${id}`];
  });
}

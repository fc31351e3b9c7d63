import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { type By, holdOwnClient } from './client-authority.service.ts';
import { hashClientSecret } from './client-secret.ts';
import { dropFormerSecret, prependSecret } from './clients.store.ts';
import { newClientSecret } from './own-clients.service.ts';

type Dependencies = Pick<Context, 'changes' | 'clock' | 'random' | 'settings' | 'secrets'>;

/**
 * Makes a secret beside the one that is used now, which stays valid until `endFormerSecret`. One that was
 * former already is none any more.
 *
 * @returns the only copy of the new one
 * @throws OAuthError `not_found`; `conflict` for a declared client, and for one that has none;
 *   `insufficient_scope` when the client may do more than the caller.
 */
export function rotateClientSecret(id: string, by: By, context: Dependencies): Promise<string> {
  return context.changes.takeAway(async (tx) => {
    const client = await holdOwnClient(tx, id, by, context);
    if (client.auth_method === 'none') {
      throw new OAuthError('conflict', `The client ${id} authenticates without a secret.`);
    }
    const secret = newClientSecret(context);
    await prependSecret(tx, id, hashClientSecret(secret, context.secrets.pepper));
    await recordAudit(tx, {
      ...{ at: context.clock.now(), action: 'client.rotate_secret', actor: by.caller.actor },
      subjects: [`client:${id}`],
    });
    return { value: secret, tags: [`client_secret:${id}`] as const };
  });
}

/**
 * Ends the secret of before. Where there is none that is no error, and waits all the same.
 *
 * @throws OAuthError as `rotateClientSecret`
 */
export function endFormerSecret(id: string, by: By, context: Dependencies): Promise<void> {
  return context.changes.takeAway(async (tx) => {
    await holdOwnClient(tx, id, by, context);
    if (!(await dropFormerSecret(tx, id))) return [];
    await recordAudit(tx, {
      ...{ at: context.clock.now(), action: 'client.end_former_secret', actor: by.caller.actor },
      subjects: [`client:${id}`],
    });
    return [`client_secret:${id}`];
  });
}

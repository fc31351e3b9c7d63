import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { requireAuthorityOverClient } from '../directory/authority.service.ts';
import type { Caller } from '../directory/caller.ts';
import type { ClientEntry } from './client-metadata.ts';
import { readClientEntries, writeDisabled } from './clients.store.ts';

/** Every client, without anything of its secrets. */
export const listClients = ({ sql }: Pick<Context, 'sql'>): Promise<ClientEntry[]> =>
  readClientEntries(sql);

/**
 * Stops a client, or lets it go on. Stopping is a pause and not an end: none of its tokens works
 * meanwhile, and what its users granted is theirs again afterwards.
 *
 * @throws OAuthError `not_found`; `insufficient_scope` when the client may do more than the caller.
 */
export function setClientDisabled(
  id: string,
  disabled: boolean,
  caller: Caller,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<void> {
  const work = async (tx: Transaction) => {
    const now = clock.now();
    await requireAuthorityOverClient(tx, caller, id, now);
    const outcome = await writeDisabled(tx, id, disabled, now);
    if (outcome === 'unknown') throw new OAuthError('not_found', `There is no client ${id}.`);
    if (outcome === 'unchanged') return [];
    const subjects: CacheTag[] = [`client:${id}`];
    const action = disabled ? 'client.disable' : 'client.enable';
    await recordAudit(tx, { at: now, action, actor: caller.actor, subjects });
    return subjects;
  };
  return disabled ? changes.takeAway(work) : changes.give(work);
}

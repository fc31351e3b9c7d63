import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { type By, holdClient, noSuchClient } from './client-authority.service.ts';
import type { ClientDetails } from './client-details.ts';
import type { ClientEntry } from './client-metadata.ts';
import {
  type ClientQuery,
  readClientDetails,
  readClientEntries,
  writeDisabled,
} from './clients.store.ts';

/** One page of clients, without anything of their secrets, and whether there are more. */
export async function listClients(
  query: ClientQuery,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<{ clients: ClientEntry[]; more: boolean }> {
  const clients = await readClientEntries(sql, { ...query, limit: query.limit + 1 }, clock.now());
  return { clients: clients.slice(0, query.limit), more: clients.length > query.limit };
}

/** @throws OAuthError `not_found` */
export async function getClient(id: string, sql: Queryable, now: Date): Promise<ClientDetails> {
  const client = await readClientDetails(sql, id, now);
  if (!client) throw noSuchClient(id);
  return client;
}

/**
 * Stops a client, or lets it go on. Stopping is a pause and not an end: none of its tokens works
 * meanwhile, and what its users granted is theirs again afterwards.
 *
 * @throws OAuthError `not_found`; `insufficient_scope` when the client may do more than the caller.
 */
export function setClientDisabled(
  id: string,
  disabled: boolean,
  by: By,
  context: Pick<Context, 'changes' | 'clock' | 'settings'>,
): Promise<void> {
  const { changes, clock } = context;
  const work = async (tx: Transaction) => {
    await holdClient(tx, id, by, context);
    const now = clock.now();
    if (!(await writeDisabled(tx, id, disabled, now))) return [];
    const subjects: CacheTag[] = [`client:${id}`];
    const action = disabled ? 'client.disable' : 'client.enable';
    await recordAudit(tx, { at: now, action, actor: by.caller.actor, subjects });
    return subjects;
  };
  return disabled ? changes.takeAway(work) : changes.give(work);
}

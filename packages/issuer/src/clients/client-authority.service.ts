import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { requireAuthority, requireAuthorityOverClient } from '../directory/authority.service.ts';
import { adminAudience } from '../directory/built-in.ts';
import type { Caller } from '../directory/caller.ts';
import { declaredElsewhere, type Guard } from '../directory/declared.ts';
import type { ClientDetails } from './client-details.ts';
import { lockClient, readClientDetails } from './clients.store.ts';

/** Who changes a client, and under which condition. */
export interface By {
  caller: Caller;
  guard: Guard;
}

/**
 * A client of the admin API acts there with the permissions of the administrators who sign in to it. To set
 * its redirect URIs or its secret is therefore as much as to be one of them.
 *
 * @throws OAuthError `insufficient_scope`
 */
export function requireAuthorityForApis(
  { apis, serves }: Pick<ClientDetails, 'apis' | 'serves'>,
  caller: Caller,
  { settings }: Pick<Context, 'settings'>,
): void {
  const audience = adminAudience(settings.url);
  if ([...apis, ...serves].includes(audience)) requireAuthority(caller, adminPermissions);
}

/**
 * A client that the caller may stop or let go on, be it declared or not; no other transaction does until the
 * end of this one.
 *
 * @throws OAuthError `not_found`; `insufficient_scope`
 */
export async function holdClient(
  tx: Transaction,
  id: string,
  { caller, guard }: By,
  context: Pick<Context, 'clock' | 'settings'>,
): Promise<ClientDetails> {
  const now = context.clock.now();
  const client = (await lockClient(tx, id)) ? await readClientDetails(tx, id, now) : null;
  if (!client) throw noSuchClient(id);
  await guard(tx);
  await requireAuthorityOverClient(tx, caller, id, now);
  requireAuthorityForApis(client, caller, context);
  return client;
}

/**
 * The same of one that the caller may change.
 *
 * @throws OAuthError `conflict` for a declared one, beside those of `holdClient`
 */
export async function holdOwnClient(
  tx: Transaction,
  id: string,
  by: By,
  context: Pick<Context, 'clock' | 'settings'>,
): Promise<ClientDetails> {
  const client = await holdClient(tx, id, by, context);
  if (client.declared) throw declaredElsewhere(`The client ${id}`);
  return client;
}

export const noSuchClient = (id: string): OAuthError =>
  new OAuthError('not_found', `There is no client ${id}.`);

import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import {
  type LinksQuery,
  type ListedLink,
  readClientOfLink,
  readLinks,
} from './links-list.store.ts';
import { revokeOneLink } from './revoke-link.service.ts';

/** One page of the links of all clients. */
export const listLinks = (
  query: LinksQuery,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<{ items: ListedLink[]; next: LinksQuery['before'] }> =>
  readLinks(sql, query, clock.now());

interface Administrator {
  /** As the audit log has them. */
  actor: string;
  /** Throws where they may not. */
  permit(tx: Transaction, clientId: string, now: Date): Promise<void>;
}

/**
 * Takes a link back, as an administrator.
 *
 * @throws OAuthError `not_found`
 */
export async function revokeLinkAsAdministrator(
  id: string,
  { actor, permit }: Administrator,
  context: Pick<Context, 'sql' | 'changes' | 'clock'>,
): Promise<void> {
  const clientId = await readClientOfLink(context.sql, id);
  if (clientId === null) {
    throw new OAuthError('not_found', 'There is no such link. It may have expired.');
  }
  const by = { actor, permit: (tx: Transaction, now: Date) => permit(tx, clientId, now) };
  await revokeOneLink({ id, clientId }, by, context);
}

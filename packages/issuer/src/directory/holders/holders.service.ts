import type { Context } from '../../context.ts';
import { idOfOrganization } from '../organizations/admit.service.ts';
import type { Holder } from './holder.ts';
import { type HolderQuery, readHolders } from './holders.store.ts';

/**
 * One page of those who have a role or are in a group, and by which ways, and whether there are more.
 *
 * @throws OAuthError `not_found` for an organization
 */
export async function listHolders(
  query: HolderQuery,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<{ holders: Holder[]; more: boolean }> {
  const { held } = query;
  if ('role' in held && held.organization !== undefined) {
    await idOfOrganization(sql, held.organization);
  }
  const holders = await readHolders(sql, { ...query, limit: query.limit + 1 }, clock.now());
  return { holders: holders.slice(0, query.limit), more: holders.length > query.limit };
}

import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { requireOneVersion } from '../database/require-one-version.service.ts';
import { deviceCodeGrant } from './grant-types.ts';

/** Whether one of these grants is none that nodes of earlier versions know. */
export const hasLaterGrant = (grants: readonly string[]): boolean =>
  grants.includes(deviceCodeGrant);

/**
 * Refuses a grant that nodes of earlier versions do not know, while one runs: to them a client that has it is a
 * corrupt row, and so is each list that it is in. A client that has it already keeps it.
 *
 * @throws OAuthError `conflict`
 */
export async function requireReadableGrants(
  clients: readonly { had: readonly string[]; grants: readonly string[] }[],
  context: { sql: Queryable } & Pick<Context, 'settings'>,
): Promise<void> {
  const isGiven = clients.some(({ had, grants }) => hasLaterGrant(grants) && !hasLaterGrant(had));
  if (isGiven) await requireOneVersion(`the grant ${deviceCodeGrant}`, context);
}

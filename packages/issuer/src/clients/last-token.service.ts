import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import type { GrantType } from './grant-types.ts';
import { type LastToken, readLastToken, writeLastToken } from './last-token.store.ts';
import { getClient } from './manage-clients.service.ts';

const minute = 60_000;
/** So many clients are remembered; then they are forgotten, and written once more than they need to be. */
const maxRemembered = 10_000;

export type NoteToken = (clientId: string, grantType: GrantType, now: Date) => Promise<void>;

/** Writes down when a client got a token: once a minute on each node, however many it gets. */
export function createTokenNotes({ sql }: Pick<Context, 'sql'>): NoteToken {
  const noted = new Map<string, number>();
  return async (clientId, grantType, now) => {
    const before = noted.get(clientId);
    if (before !== undefined && Math.abs(now.getTime() - before) < minute) return;
    if (noted.size >= maxRemembered) noted.clear();
    noted.set(clientId, now.getTime());
    await writeLastToken(sql, { clientId, grantType, issuedAt: now });
  };
}

/**
 * When a client last got a token, to the minute, and by which grant; null where it has had none.
 *
 * @throws OAuthError `not_found`
 */
export async function getLastToken(
  id: string,
  sql: Queryable,
  now: Date,
): Promise<LastToken | null> {
  await getClient(id, sql, now);
  return readLastToken(sql, id);
}

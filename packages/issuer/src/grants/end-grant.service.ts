import type { Context } from '../context.ts';
import { endSessions } from '../sessions/end-sessions.service.ts';
import { openToken } from '../tokens/sealed-token.ts';
import { findRefreshGrant } from './find-refresh-grant.service.ts';
import { findGrantOwner } from './grants.store.ts';
import { revokeGrant } from './revoke-grant.service.ts';

interface ClientTokens {
  accessToken: string;
  refreshToken?: string | undefined;
}

type Dependencies = Pick<Context, 'sql' | 'keys' | 'changes' | 'clock'>;

/**
 * Ends the grant behind a client's tokens, and the session that it was made in with every other grant in
 * there. Returns once no gateway accepts a token of theirs, also if another call had ended them.
 */
export async function endGrantWithSession(
  clientId: string,
  tokens: ClientTokens,
  context: Dependencies,
): Promise<void> {
  const grantId = await grantOf(clientId, tokens, context);
  const owner = grantId === null ? null : await findGrantOwner(context.sql, grantId);
  if (!owner) {
    await context.changes.awaitStanding();
    return;
  }
  const { grantId: id, sessionId, userId } = owner;
  if (sessionId !== null) await endSessions({ ids: [sessionId], userId }, context);
  else await revokeGrant(id, `user:${userId}`, 'signed out', context);
}

async function grantOf(
  clientId: string,
  { accessToken, refreshToken }: ClientTokens,
  context: Dependencies,
): Promise<string | null> {
  if (refreshToken !== undefined) return findRefreshGrant(refreshToken, clientId, context);
  const token = openToken(accessToken, context.keys);
  return token?.kind === 'user' && token.client === clientId ? token.source : null;
}

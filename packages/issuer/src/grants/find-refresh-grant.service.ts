import type { Context } from '../context.ts';
import { hashOpaqueToken } from '../tokens/opaque-token.ts';
import { findGrantOfRefreshToken } from './refresh-tokens.store.ts';

/** The grant behind a refresh token of this client, however old; null for any other token. */
export async function findRefreshGrant(
  token: string,
  clientId: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<string | null> {
  const hash = hashOpaqueToken('refresh', token);
  return hash && findGrantOfRefreshToken(sql, hash, clientId);
}

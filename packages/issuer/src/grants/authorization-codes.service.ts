import type { Context } from '../context.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { mintOpaqueToken } from '../tokens/opaque-token.ts';
import { type CodeGrant, findSpentCode, redeemCode } from './authorization-codes.store.ts';
import type { Requested } from './narrow.ts';
import { revokeGrant } from './revoke-grant.service.ts';

export interface PresentedCode {
  /** SHA-256 of the code. */
  hash: Buffer;
  clientId: string;
  /** Null when the request names none. */
  redirectUri: string | null;
  /** S256 of the verifier; null when the request has none. */
  challenge: string | null;
  requested: Requested;
  /** Whether the client gets a refresh token too. */
  withRefreshToken: boolean;
  now: Date;
}

export type CodeOutcome =
  /** The code is spent. */
  | { outcome: 'redeemed'; grant: CodeGrant; refreshToken: string | null }
  /** The code is spent: what it is bound to is not what came with it. */
  | { outcome: 'mismatch'; redirectUri: string; challenge: string | null }
  /** The code is spent: the client, user or session behind it has ended. */
  | { outcome: 'ended' }
  /** More is requested than was granted; the code can still be redeemed. */
  | { outcome: 'excessive'; grant: CodeGrant }
  /** Unknown, expired, another client's, or used before: then all that came of it is revoked. */
  | { outcome: 'refused' };

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'settings' | 'changes' | 'log'>;

/**
 * Spends an authorization code (RFC 6749, section 4.1.3). One that comes again takes back everything
 * that it gave (section 4.1.2).
 */
export async function redeemAuthorizationCode(
  { withRefreshToken, ...presented }: PresentedCode,
  context: Dependencies,
): Promise<CodeOutcome> {
  const { sql, random, settings } = context;
  const { clientId, hash, now } = presented;
  const refresh = withRefreshToken ? mintOpaqueToken('refresh', random) : null;
  const code = await redeemCode(sql, {
    ...presented,
    refreshHash: refresh?.hash ?? null,
    refreshIdleUntil: secondsAfter(now, settings.lifetimes.refreshIdle),
    idleSince: secondsAfter(now, -settings.lifetimes.sessionIdle),
  });
  if (!code?.spent) {
    if (code?.grant) return { outcome: 'excessive', grant: code.grant };
    await revokeReplayed(hash, clientId, context);
    return { outcome: 'refused' };
  }
  if (!code.matches) {
    return { outcome: 'mismatch', redirectUri: code.redirectUri, challenge: code.challenge };
  }
  if (!code.grant) return { outcome: 'ended' };
  return { outcome: 'redeemed', grant: code.grant, refreshToken: refresh?.token ?? null };
}

async function revokeReplayed(hash: Buffer, clientId: string, context: Dependencies) {
  const grantId = await findSpentCode(context.sql, hash, clientId);
  if (grantId === null) return;
  context.log.warn({ client: clientId, grant: grantId }, 'code replayed; grant revoked');
  await revokeGrant(grantId, `client:${clientId}`, 'code replayed', context);
}

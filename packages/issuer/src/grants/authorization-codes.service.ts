import { createHmac } from 'node:crypto';
import type { Context } from '../context.ts';
import { sha256 } from '../runtime/sha256.ts';
import { opaqueToken } from '../tokens/opaque-token.ts';
import { type CodeGrant, findRedeemedCode, findSpentCode } from './authorization-codes.store.ts';
import type { CodeRedeemer } from './code-redeemer.service.ts';
import { momentOf } from './moment.ts';
import { excessOf, type Requested } from './narrow.ts';
import { refreshableUntil } from './refreshable-until.ts';
import { revokeGrant } from './revoke-grant.service.ts';

export interface PresentedCode {
  /** The code's own 256 bits. */
  bytes: Buffer;
  clientId: string;
  /** Null when the request names none. */
  redirectUri: string | null;
  /** S256 of the verifier; null when the request has none. */
  challenge: string | null;
  requested: Requested;
  /** Whether the client gets a refresh token too. */
  withRefreshToken: boolean;
  /**
   * Whether the client may ask again with the same proof, and then gets the same: for token handlers
   * alone, whose browsers repeat requests by themselves.
   */
  mayRepeat: boolean;
  now: Date;
}

export type CodeOutcome =
  /** The code is spent. */
  | { outcome: 'redeemed'; grant: CodeGrant; refresh: NewRefreshToken | null }
  /** The code is spent: what it is bound to is not what came with it. */
  | { outcome: 'mismatch'; redirectUri: string; challenge: string | null }
  /** The code is spent: the client, user or session behind it has ended. */
  | { outcome: 'ended' }
  /** More is requested than was granted; the code can still be redeemed. */
  | { outcome: 'excessive'; grant: CodeGrant }
  /** Unknown, expired, another client's, or used before: then all that came of it is revoked. */
  | { outcome: 'refused' };

interface NewRefreshToken {
  token: string;
  expiresAt: Date;
}

type Dependencies = Pick<Context, 'sql' | 'clock' | 'secrets' | 'settings' | 'changes' | 'log'> & {
  redeemCode: CodeRedeemer;
};

/**
 * Spends an authorization code (RFC 6749, section 4.1.3). One that comes again takes back everything
 * that it gave (section 4.1.2).
 *
 * The refresh token is derived from the code, so that a client that may repeat gets the same one
 * from any node while the code lives, and at once beside the first request. Later it gets nothing, and takes nothing
 * back: with the verifier, it is the client itself that asks again.
 */
export async function redeemAuthorizationCode(
  { bytes, withRefreshToken, mayRepeat, now, ...presented }: PresentedCode,
  context: Dependencies,
): Promise<CodeOutcome> {
  const { sql, redeemCode } = context;
  const { clientId } = presented;
  const refresh = withRefreshToken ? deriveRefreshToken(bytes, context) : null;
  const moment = momentOf(now, context.settings);
  const redemption = { ...presented, hash: sha256(bytes), refreshHash: refresh?.hash ?? null };
  const code = await redeemCode(redemption);
  const redeemed = (grant: CodeGrant): CodeOutcome => {
    const expiresAt = refreshableUntil(grant, now, context.settings.lifetimes);
    return { outcome: 'redeemed', grant, refresh: refresh && { token: refresh.token, expiresAt } };
  };
  if (!code?.spent) {
    const repeated = mayRepeat ? await findRedeemedCode(sql, redemption, moment) : null;
    if (repeated) return repeated.grant ? redeemed(repeated.grant) : { outcome: 'refused' };
    // With no excess it was another statement that spent the code, while this one waited for it.
    if (code?.grant && excessOf(presented.requested, code.grant)) {
      return { outcome: 'excessive', grant: code.grant };
    }
    await revokeReplayed(redemption.hash, clientId, context);
    return { outcome: 'refused' };
  }
  if (!code.matches) {
    return { outcome: 'mismatch', redirectUri: code.redirectUri, challenge: code.challenge };
  }
  return code.grant ? redeemed(code.grant) : { outcome: 'ended' };
}

const deriveRefreshToken = (code: Buffer, { secrets }: Pick<Context, 'secrets'>) =>
  opaqueToken(
    'refresh',
    createHmac('sha256', secrets.refreshSuccessor).update('code ').update(code).digest(),
  );

async function revokeReplayed(hash: Buffer, clientId: string, context: Dependencies) {
  const grantId = await findSpentCode(context.sql, hash, clientId);
  if (grantId === null) return;
  context.log.warn({ client: clientId, grant: grantId }, 'code replayed; grant revoked');
  await revokeGrant(grantId, `client:${clientId}`, 'code replayed', context);
}

import { createHmac } from 'node:crypto';
import type { Context } from '../context.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import { opaqueToken } from '../tokens/opaque-token.ts';
import type { Grant } from './grant.ts';
import { momentOf } from './moment.ts';
import type { Requested } from './narrow.ts';
import { findRotated, rotateRefreshToken, wasRotated } from './refresh-tokens.store.ts';
import { revokeGrant } from './revoke-grant.service.ts';

export interface PresentedRefreshToken {
  /** The token's own 256 bits. */
  bytes: Buffer;
  clientId: string;
  requested: Requested;
  now: Date;
}

export type RefreshOutcome =
  | { outcome: 'refreshed'; grant: Grant; successor: string | null }
  /** More is requested than was granted; the token stays as it is. */
  | { outcome: 'excessive'; grant: Grant }
  | { outcome: 'refused' };

type Dependencies = Pick<Context, 'sql' | 'clock' | 'settings' | 'secrets' | 'changes' | 'log'>;

/** How long after a rotation the same request gets the same successor, in seconds. */
const repeatWindow = 10;

/**
 * The successor is derived from its predecessor, so that everyone who presents the same token
 * within the window gets the same one, and a lost answer loses nothing. Later, or once the
 * successor has been used, a repeated token means that two hold it: the whole family ends
 * (RFC 9700, section 4.14.2).
 */
export async function exchangeRefreshToken(
  presented: PresentedRefreshToken,
  context: Dependencies,
): Promise<RefreshOutcome> {
  const { clientId, now } = presented;
  const { sql, secrets, changes, log } = context;
  const successor = opaqueToken('refresh', deriveSuccessor(presented, secrets.refreshSuccessor));
  const use = useOf(presented, context);
  const found = await rotateRefreshToken(sql, { ...use, successorHash: successor.hash });
  if (found?.used) {
    const { used: _, ...grant } = found;
    return { outcome: 'refreshed', grant, successor: successor.token };
  }
  const repeated = await findRotated(sql, use);
  if (!repeated) {
    if (!found) {
      // A replay whose grant another request is revoking at this moment ends no sooner than that one.
      if (await wasRotated(sql, use)) await changes.awaitStanding();
      return { outcome: 'refused' };
    }
    const { used: _, ...grant } = found;
    return { outcome: 'excessive', grant };
  }
  const { rotatedAt, successorUnused, ...grant } = repeated;
  if (rotatedAt > secondsAfter(now, -repeatWindow) && successorUnused) {
    return { outcome: 'refreshed', grant, successor: successor.token };
  }
  log.warn({ client: clientId, grant: grant.grantId }, 'refresh token replayed; grant revoked');
  await revokeGrant(grant.grantId, `client:${clientId}`, 'refresh token replayed', context);
  return { outcome: 'refused' };
}

const useOf = ({ bytes, now, ...presented }: PresentedRefreshToken, context: Dependencies) => ({
  ...presented,
  ...momentOf(now, context.settings),
  hash: sha256(bytes),
});

const deriveSuccessor = ({ bytes }: PresentedRefreshToken, key: Buffer): Buffer =>
  createHmac('sha256', key).update(bytes).digest();

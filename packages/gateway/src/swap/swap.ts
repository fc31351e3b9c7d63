import { networkOf } from '@sallyport/base/network.ts';
import type { Swapped, SwapRefused } from '@sallyport/protocol/internal.ts';
import type { Follower } from '../changes/follower.ts';
import { IssuerUnavailable } from '../changes/issuer-client.ts';
import { type Clock, type Instant, instant } from '../settings.ts';
import type { TokenCache } from './cache.ts';
import type { SwapBatcher } from './swap-batcher.ts';
import type { AnswerOrigin, SwappedToken } from './swapped-token.ts';
import { type Asked, digestOfAsked } from './token-digest.ts';

export type Swap = { ok: true; entry: SwappedToken } | SwapRefused;

interface Dependencies {
  follower: Follower;
  cache: TokenCache;
  batcher: SwapBatcher;
  clock: Clock;
}

/** How often changes may overtake an answer before the caller is told to come back. */
const attempts = 8;

/**
 * Asks the issuer for the inside JWT of a token for an audience.
 *
 * An answer counts only if it takes every change applied so far into account. That covers three
 * cases: a question that was sent before this request and is older than what it may rely on; a change
 * that overtook the answer, whose eviction found nothing to evict; and an answer of another epoch.
 * Without a lease the position applied says little, so only a question sent after the request does.
 *
 * @throws IssuerUnavailable when no issuer answers, or none quickly enough for the changes.
 */
export async function askIssuer(
  asked: Asked & { audience: string; clientAddress: string },
  { follower, cache, batcher, clock }: Dependencies,
): Promise<Swap> {
  const { clientAddress, ...about } = asked;
  const question = { ...about, source: networkOf(clientAddress) };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const leased = follower.mayUseCache(instant(clock));
    const { result, asOf, sent } = await batcher.ask(question, { leased, joinSent: attempt === 0 });
    if (!follower.covers(asOf)) continue;
    if (!result.ok) return result;
    return {
      ok: true,
      entry: keep(asked, result, { sent, readAt: asOf.pos, now: instant(clock) }, cache),
    };
  }
  throw new IssuerUnavailable('Changes kept overtaking the answers about a token.');
}

/** One entry for all callers who waited for the same answer. */
function keep(
  { audience, ...asked }: Asked & { audience: string },
  swapped: Swapped,
  origin: AnswerOrigin & { now: Instant },
  cache: TokenCache,
): SwappedToken {
  const digest = digestOfAsked(asked);
  const known = cache.get(digest, audience, origin.now);
  if (known?.authorization === `Bearer ${swapped.jwt}`) return known;
  return cache.put(digest, audience, swapped, origin);
}

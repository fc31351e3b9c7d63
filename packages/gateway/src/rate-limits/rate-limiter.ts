import { networkOf } from '@sallyport/base/network.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import { type Decision, deny } from '../decision/decision.ts';
import type { Incoming } from '../http/incoming.ts';
import { tooManyRequests } from '../http/refusal.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import type { Clock } from '../settings.ts';
import type { CompiledLimit, CompiledLimits } from './compiled-limits.ts';
import { type Count, count } from './gcra.ts';
import { type Counted, type ShareCounts, SharedCounts } from './shared-counts.ts';

/** Of the keys of each kind: some 50,000 of the usual length. */
const maxCharacters = 4 * 1024 * 1024;

type Per = CompiledLimit['per'];

interface Dependencies {
  clock: Pick<Clock, 'monotonic'>;
  /** Where several processes of a node count the same limits. */
  shareCounts?: ShareCounts | undefined;
}

/**
 * Counts requests against the limits of their routes, for the processes of this node together. Keys of each kind have a
 * table of their own, so that addresses, which cost nothing, cannot push out users. A key that is
 * forgotten has its whole limit again: who was silent for longest is forgotten first, and has most of it
 * anyway.
 */
export class RateLimiter {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #shared: SharedCounts | null;
  readonly #full: Record<Per, RecentMap<number>> = {
    user: new RecentMap(maxCharacters),
    client: new RecentMap(maxCharacters),
    address: new RecentMap(maxCharacters),
    route: new RecentMap(maxCharacters),
  };

  constructor({ clock, shareCounts }: Dependencies) {
    this.#clock = clock;
    this.#shared = shareCounts ? new SharedCounts(shareCounts) : null;
  }

  /**
   * What other processes of the node have counted. What was allowed by several at the same moment may be
   * more than the limit, and then it takes the longer to come back.
   */
  addCounts(counts: readonly Counted[]): void {
    const now = this.#clock.monotonic();
    for (const [per, key, ms] of counts) {
      const full = this.#full[per];
      full.set(key, Math.max(full.get(key) ?? now, now) + ms);
    }
  }

  /**
   * To be called once for each request: what was decided, or a refusal because there were too many. What
   * is refused anyway counts too, as far as it is known whose it is.
   */
  limit(decision: Decision, incoming: Incoming): Decision {
    if (decision.kind !== 'permit' && decision.kind !== 'refuse') return decision;
    const about = decision.kind === 'permit' ? decision.permit : decision;
    const { route, principal } = about;
    if (!route?.rateLimits) return decision;
    const counts = this.#count(route.rateLimits, principal, incoming);
    const quota = quotaHeaders(route.rateLimits, counts);
    const retryMs = Math.max(...counts.map((one) => one.retryMs));
    if (retryMs > 0) {
      const headers = [...cookiesOf(decision), ...quota];
      return deny(tooManyRequests(retryMs, headers), route, about);
    }
    return decision.kind === 'permit' ? { ...decision, quota } : decision;
  }

  /** A request that one limit does not allow counts at none. */
  #count(
    { limits }: CompiledLimits,
    principal: SwapPrincipal | null,
    incoming: Incoming,
  ): (Count & { name: string })[] {
    const now = this.#clock.monotonic();
    const counts = limits.flatMap(({ per, name, prefix, ...rate }) => {
      const of = keyOf(per, principal, incoming);
      if (of === null) return [];
      const key = prefix + of;
      const eachMs = rate.windowMs / rate.limit;
      return [{ per, name, key, eachMs, ...count(this.#full[per].get(key), now, rate) }];
    });
    if (counts.every(({ allowed }) => allowed)) {
      for (const { per, key, full, eachMs } of counts) {
        this.#full[per].set(key, full);
        this.#shared?.add(per, key, eachMs);
      }
    }
    return counts;
  }
}

/** Null where it is not known. */
function keyOf(per: Per, principal: SwapPrincipal | null, incoming: Incoming): string | null {
  switch (per) {
    case 'user':
      return principal === null ? null : `${principal.kind} ${principal.sub}`;
    case 'client':
      return principal === null ? null : principal.client_id;
    case 'address':
      return networkOf(incoming.clientAddress);
    case 'route':
      return '';
  }
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4). */
function quotaHeaders(
  { policies }: CompiledLimits,
  counts: (Count & { name: string })[],
): string[] {
  const left = counts.map(
    ({ name, remaining, resetMs }) => `${name};r=${remaining};t=${Math.ceil(resetMs / 1_000)}`,
  );
  const headers = ['RateLimit-Policy', policies];
  if (left.length > 0) headers.push('RateLimit', left.join(', '));
  return headers;
}

/** A session that was refreshed, or has ended, is so whatever becomes of the request. */
function cookiesOf(decision: Extract<Decision, { kind: 'permit' | 'refuse' }>): string[] {
  if (decision.kind === 'permit') {
    return decision.permit.setCookies.flatMap((cookie) => ['Set-Cookie', cookie]);
  }
  const { headers } = decision.refusal;
  return headers.filter((_, index) => headers[index - (index % 2)] === 'Set-Cookie');
}

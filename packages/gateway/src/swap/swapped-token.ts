import type { CacheTag, SwapPrincipal, Swapped } from '@sallyport/protocol/internal.ts';
import type { Instant } from '../settings.ts';

/** An inside JWT for one outside token and audience, and what is needed to authorize with it. */
export class SwappedToken {
  readonly token: string;
  readonly audience: string;
  /** The value of `Authorization` towards the upstream. */
  readonly authorization: string;
  readonly principal: SwapPrincipal;
  readonly tags: readonly CacheTag[];
  readonly #expires: Instant;
  /** Turns false, for good, when a change names one of its tags. */
  live = true;
  cached = false;
  /** Used since the cache last looked for something to drop. */
  recent = false;
  /** Exchanges that act on it. As long as there are any, changes have to find it. */
  holders = 0;

  /** `sent` is when the swap was asked for, so that what the answer took comes off its life. */
  constructor(token: string, audience: string, swapped: Swapped, sent: Instant) {
    this.token = token;
    this.audience = audience;
    this.authorization = `Bearer ${swapped.jwt}`;
    this.principal = swapped.principal;
    this.tags = swapped.tags;
    this.#expires = {
      monotonic: sent.monotonic + swapped.valid_for_ms,
      wall: sent.wall + swapped.valid_for_ms,
    };
  }

  /** By both clocks: a monotonic one may stop while the machine sleeps. */
  isValid(now: Instant): boolean {
    return this.live && !this.isExpired(now);
  }

  isExpired(now: Instant): boolean {
    return now.monotonic >= this.#expires.monotonic || now.wall >= this.#expires.wall;
  }
}

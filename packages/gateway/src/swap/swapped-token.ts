import type { CacheTag, SwapPrincipal, Swapped } from '@sallyport/protocol/internal.ts';
import type { Instant } from '../settings.ts';
import type { SharedFacts, Validity } from './shared-facts.ts';
import { hashOf } from './token-table.ts';

/** What no other token has. */
export interface OwnFacts {
  sub: string;
  authTime: number | undefined;
  ownTags: readonly CacheTag[];
}

/** Where an answer about a token is from. */
export interface AnswerOrigin {
  /** When it was asked for. */
  sent: Instant;
  /** The position of the change log that it is true at. */
  readAt: number;
}

/**
 * An inside JWT for one outside token and audience, and what is needed to authorize with it. There are tens of
 * thousands of them: it holds nothing twice, and of the outside token only a digest.
 */
export class SwappedToken {
  readonly digest: string;
  readonly shared: SharedFacts;
  readonly sub: string;
  /** Hashes. */
  readonly ownTags: readonly number[];
  /** When the issuer was asked, by the monotonic clock, and the position that it read the answer at. */
  readonly askedAt: number;
  readonly readAt: number;
  validity: Validity = 'valid';
  /** In the cache's table; null outside of the cache. */
  number: number | null = null;
  /** Used since the cache last looked for something to drop. */
  recent = false;
  readonly #authTime: number | undefined;
  readonly #beginning: string;
  readonly #rest: string;
  readonly #expiresMonotonic: number;
  readonly #expiresWall: number;

  /** What the answer took to come comes off its life. */
  constructor(
    digest: string,
    { sub, authTime, ownTags }: OwnFacts,
    shared: SharedFacts,
    { jwt, valid_for_ms: validForMs }: Pick<Swapped, 'jwt' | 'valid_for_ms'>,
    { sent, readAt }: AnswerOrigin,
  ) {
    this.digest = digest;
    this.shared = shared;
    this.sub = sub;
    this.#authTime = authTime;
    this.ownTags = ownTags.map(hashOf);
    const { beginning, rest } = shared.split(`Bearer ${jwt}`);
    this.#beginning = beginning;
    this.#rest = rest;
    // Whole milliseconds take less memory than fractions.
    this.#expiresMonotonic = Math.floor(sent.monotonic + validForMs);
    this.#expiresWall = Math.floor(sent.wall + validForMs);
    this.askedAt = Math.floor(sent.monotonic);
    this.readAt = readAt;
  }

  /** The value of `Authorization` towards the upstream. */
  get authorization(): string {
    return this.#beginning + this.#rest;
  }

  get principal(): SwapPrincipal {
    const principal = { ...this.shared.principal, sub: this.sub };
    return this.#authTime === undefined ? principal : { ...principal, auth_time: this.#authTime };
  }

  /** No change has named what it depends on, as far as this gateway has followed. */
  get live(): boolean {
    return this.validity !== 'taken_away' && this.shared.validity !== 'taken_away';
  }

  /** By both clocks: a monotonic one may stop while the machine sleeps. */
  isValid(now: Instant): boolean {
    return this.live && !this.isExpired(now);
  }

  isExpired(now: Instant): boolean {
    return now.monotonic >= this.#expiresMonotonic || now.wall >= this.#expiresWall;
  }

  /** Whether the next request may be answered by it. */
  isServable(now: Instant): boolean {
    return (
      this.number !== null &&
      this.validity === 'valid' &&
      this.shared.validity === 'valid' &&
      !this.isExpired(now)
    );
  }

  mark(validity: Validity): void {
    if (this.validity !== 'taken_away') this.validity = validity;
  }

  /** For what is no longer in the cache, which finds its own by their tags. */
  dependsOnAny(tags: ReadonlySet<CacheTag>): boolean {
    if (tags.has('everything')) return true;
    for (const tag of tags) {
      if (this.shared.tags.includes(tag) || this.ownTags.includes(hashOf(tag))) return true;
    }
    return false;
  }
}

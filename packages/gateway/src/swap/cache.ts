import type { CacheTag, Swapped } from '@sallyport/protocol/internal.ts';
import type { Instant } from '../settings.ts';
import { ClientShares } from './client-shares.ts';
import { divide, type Validity } from './shared-facts.ts';
import { SharedFactsIndex } from './shared-facts-index.ts';
import { type AnswerOrigin, SwappedToken } from './swapped-token.ts';
import { hashOf, TokenTable } from './token-table.ts';

const more = 'more:';

/** So many entries are looked at in one slice of a sweep, and no more are dropped. */
export const sweepSlice = 256;

/**
 * The swapped tokens at hand, bounded, and found by what they depend on. It knows nothing of
 * leases: whether it may be asked is the follower's to say.
 *
 * An eviction only marks, and so has happened when it returns, however many tokens share what was
 * named. Sweeps drop from memory what was marked or has expired, a slice in each turn.
 */
export class TokenCache {
  readonly #capacity: number;
  readonly #byAudience = new Map<string, Map<string, SwappedToken>>();
  readonly #table: TokenTable;
  readonly #shared = new SharedFactsIndex();
  readonly #clients: ClientShares;
  #swept = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#table = new TokenTable(capacity);
    this.#clients = new ClientShares(capacity);
  }

  /** Entries in memory, those that were evicted and not yet dropped among them. */
  get size(): number {
    return this.#table.size;
  }

  get(digest: string, audience: string, now: Instant): SwappedToken | null {
    const entry = this.#byAudience.get(audience)?.get(digest);
    if (!entry?.isServable(now)) return null;
    entry.recent = true;
    return entry;
  }

  /** An entry of what the issuer has answered, kept unless it has expired by now. */
  put(
    digest: string,
    audience: string,
    swapped: Swapped,
    { now, ...origin }: AnswerOrigin & { now: Instant },
  ): SwappedToken {
    const { own, shared, sharedTags } = divide(swapped);
    const facts = this.#shared.of(audience, shared, sharedTags);
    const entry = new SwappedToken(digest, own, facts, swapped, origin);
    if (!entry.isExpired(now)) this.#keep(entry);
    return entry;
  }

  /** Nothing that depends on one of the tags is served from now on; nothing else is touched. */
  evict(tags: ReadonlySet<CacheTag>): void {
    if (tags.has('everything')) {
      this.evictEverything();
      return;
    }
    for (const tag of tags) {
      // What they allow may have grown: the next request asks, and those under way go on.
      if (tag === `${more}everything`) this.#shared.markAll('superseded');
      else if (tag.startsWith(more)) this.#mark(tag.slice(more.length) as CacheTag, 'superseded');
      else this.#mark(tag, 'taken_away');
    }
  }

  evictEverything(): void {
    this.#shared.markAll('taken_away');
  }

  /**
   * One slice of a sweep: drops what is not served any more.
   * @returns whether that was the last of this sweep
   */
  sweep(now: Instant): boolean {
    const end = Math.min(this.#swept + sweepSlice, this.#table.length);
    for (; this.#swept < end; this.#swept++) {
      const entry = this.#table.at(this.#swept);
      if (entry && !entry.isServable(now)) this.#drop(entry);
    }
    if (this.#swept < this.#table.length) return false;
    this.#swept = 0;
    return true;
  }

  #keep(entry: SwappedToken): void {
    const { digest, shared } = entry;
    const older = this.#byAudience.get(shared.audience)?.get(digest);
    if (older) this.#drop(older);
    if (this.#table.size >= this.#capacity) this.#drop(this.#clients.toDrop(entry));
    // Making room may have emptied, and so forgotten, the same audience.
    const tokens = this.#byAudience.get(shared.audience) ?? new Map<string, SwappedToken>();
    this.#byAudience.set(shared.audience, tokens.set(digest, entry));
    this.#table.add(entry);
    this.#clients.add(entry);
    this.#shared.joined(shared);
  }

  #drop(entry: SwappedToken): void {
    const { digest, shared } = entry;
    const tokens = this.#byAudience.get(shared.audience);
    if (tokens?.delete(digest) && tokens.size === 0) this.#byAudience.delete(shared.audience);
    this.#table.delete(entry);
    this.#clients.delete(entry);
    this.#shared.left(shared);
  }

  #mark(tag: CacheTag, validity: Validity): void {
    this.#shared.mark(tag, validity);
    for (const entry of this.#table.withTag(hashOf(tag))) entry.mark(validity);
  }
}

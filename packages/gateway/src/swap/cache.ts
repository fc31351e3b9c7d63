import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Instant } from '../settings.ts';
import { CacheTagIndex } from './cache-tag-index.ts';
import type { SwappedToken } from './swapped-token.ts';

const more = 'more:';

/**
 * The swapped tokens at hand, bounded, and found by what they depend on. It knows nothing of
 * leases: whether it may be asked is the follower's to say.
 *
 * When it is full, the client that takes more than an equal share loses an entry, so that no
 * client can push out the others; among a client's entries, one unused for long.
 */
export class TokenCache {
  readonly #capacity: number;
  readonly #byAudience = new Map<string, Map<string, SwappedToken>>();
  readonly #byClient = new Map<string, Set<SwappedToken>>();
  readonly #index = new CacheTagIndex();
  #heaviest = '';
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  get(token: string, audience: string, now: Instant): SwappedToken | null {
    const entry = this.#byAudience.get(audience)?.get(token);
    if (!entry) return null;
    if (entry.isExpired(now)) {
      this.#drop(entry);
      return null;
    }
    entry.recent = true;
    return entry;
  }

  put(entry: SwappedToken): void {
    const tokens = this.#byAudience.get(entry.audience) ?? new Map<string, SwappedToken>();
    this.#byAudience.set(entry.audience, tokens);
    const older = tokens.get(entry.token);
    if (older) this.#drop(older);
    if (this.#size >= this.#capacity) this.#makeRoom(entry.principal.client_id);
    tokens.set(entry.token, entry);
    // Making room may have emptied, and so forgotten, the same audience or client.
    this.#byAudience.set(entry.audience, tokens);
    const siblings = this.#byClient.get(entry.principal.client_id) ?? new Set<SwappedToken>();
    this.#byClient.set(entry.principal.client_id, siblings.add(entry));
    entry.cached = true;
    this.#size++;
    this.#index.add(entry);
  }

  /** An exchange begins to act on an entry, which from now on is found even if it is dropped. */
  hold(entry: SwappedToken): void {
    entry.holders++;
    if (entry.holders === 1 && !entry.cached && entry.live) this.#index.add(entry);
  }

  release(entry: SwappedToken): void {
    entry.holders--;
    if (entry.holders === 0 && !entry.cached) this.#index.delete(entry);
  }

  /** Evicts the entries that depend on one of the tags, and no others. */
  evict(tags: ReadonlySet<CacheTag>): void {
    if (tags.has('everything')) {
      this.evictEverything();
      return;
    }
    for (const tag of tags) {
      if (tag.startsWith(more)) this.#askAgain(tag.slice(more.length) as CacheTag);
      else for (const entry of this.#index.dependentsOf(tag)) this.#kill(entry);
    }
  }

  /** What it allows may have grown: the next request asks, and those under way go on. */
  #askAgain(tag: CacheTag): void {
    const entries = tag === 'everything' ? [...this.#index.all()] : this.#index.dependentsOf(tag);
    for (const entry of entries) if (entry.cached) this.#drop(entry);
  }

  evictEverything(): void {
    for (const entry of this.#index.all()) {
      entry.live = false;
      entry.cached = false;
    }
    this.#index.clear();
    this.#byAudience.clear();
    this.#byClient.clear();
    this.#size = 0;
  }

  /** Drops what time has ended; from time to time, since it may never be asked for again. */
  sweep(now: Instant): void {
    for (const tokens of this.#byAudience.values()) {
      for (const entry of tokens.values()) if (entry.isExpired(now)) this.#drop(entry);
    }
  }

  #kill(entry: SwappedToken): void {
    entry.live = false;
    if (entry.cached) this.#drop(entry);
    this.#index.delete(entry);
  }

  #drop(entry: SwappedToken): void {
    const tokens = this.#byAudience.get(entry.audience);
    if (tokens?.delete(entry.token) && tokens.size === 0) this.#byAudience.delete(entry.audience);
    const siblings = this.#byClient.get(entry.principal.client_id);
    if (siblings?.delete(entry) && siblings.size === 0) {
      this.#byClient.delete(entry.principal.client_id);
    }
    entry.cached = false;
    this.#size--;
    if (entry.holders === 0) this.#index.delete(entry);
  }

  #makeRoom(newcomer: string): void {
    const share = this.#capacity / Math.max(1, this.#byClient.size);
    const heavy = (client: string) => (this.#byClient.get(client)?.size ?? 0) >= share;
    if (heavy(newcomer)) this.#heaviest = newcomer;
    else if (!heavy(this.#heaviest)) {
      for (const client of this.#byClient.keys()) {
        if (!heavy(client)) continue;
        this.#heaviest = client;
        break;
      }
    }
    this.#drop(this.#leastUsed(this.#byClient.get(this.#heaviest)!));
  }

  /** Second chance: the first that was not used since it was last passed over. */
  #leastUsed(entries: Set<SwappedToken>): SwappedToken {
    for (const entry of entries) {
      if (!entry.recent) return entry;
      entry.recent = false;
      entries.delete(entry);
      entries.add(entry);
    }
    throw new Error('There is no entry to drop.');
  }
}

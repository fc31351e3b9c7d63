import {
  barrierLimit,
  type CacheTag,
  type ChangesResponse,
  type Position,
} from '@sallyport/protocol/internal.ts';
import type { Instant } from '../settings.ts';

interface Lease {
  pos: number;
  /** The moment its request was sent plus the lease time, by either clock. */
  until: Instant;
}

export type Step = { kind: 'evict'; tags: Set<CacheTag> } | { kind: 'reset' };

/**
 * Where a gateway stands in the change log, and whether that is enough to answer from its cache.
 * Decides only: the caller evicts and fetches as it says, in the same turn of the event loop.
 *
 * Two positions are kept apart. Up to `evicted` the cache has been cleared, and no older answer may
 * enter it. Up to `applied` the routing table is obeyed too, and only that is acknowledged.
 */
export class Follower {
  epoch = '';
  evicted = 0;
  /** Null from a reset until routes as new as the reset have been installed. */
  applied: number | null = null;
  #leaseMs = 0;
  #routesWanted = 0;
  #leases: Lease[] = [];
  #until: Instant = { monotonic: Number.NEGATIVE_INFINITY, wall: Number.NEGATIVE_INFINITY };

  /** After joining, or for another epoch. The cache must be empty: then every entry is applied. */
  begin({ epoch, pos }: Position, leaseMs: number): void {
    this.epoch = epoch;
    this.evicted = pos;
    this.applied = null;
    this.#leaseMs = leaseMs;
    this.#routesWanted = pos;
    this.endLeases();
  }

  get leaseMs(): number {
    return this.#leaseMs;
  }

  /** The longest that a take-away may take: its barrier, and as long again for what comes before. */
  get maxTakeAwayMs(): number {
    return 2 * barrierLimit(this.#leaseMs);
  }

  get position(): Position {
    return { epoch: this.epoch, pos: this.evicted };
  }

  /** The position that the routes must reach; null when those in force are new enough. */
  get routesWanted(): number | null {
    return this.applied === this.evicted ? null : this.#routesWanted;
  }

  /** Takes an answer of the feed to `position`. Null when it answers a question of the past. */
  take(asked: Position, answer: ChangesResponse): Step | null {
    if (asked.epoch !== this.epoch || asked.pos !== this.evicted) return null;
    const gap = answer.changes.some((change, index) => change.pos !== asked.pos + index + 1);
    if (answer.reset || answer.epoch !== this.epoch || gap) {
      this.begin({ epoch: answer.epoch, pos: answer.pos }, this.#leaseMs);
      return { kind: 'reset' };
    }
    const tags = new Set<CacheTag>();
    const routesCurrent = this.routesWanted === null;
    for (const change of answer.changes) {
      for (const tag of change.tags) {
        tags.add(tag);
        if (tag === 'routes' || tag === 'everything') this.#routesWanted = change.pos;
      }
      this.evicted = change.pos;
    }
    if (routesCurrent && this.#routesWanted <= asked.pos) this.#apply();
    return { kind: 'evict', tags };
  }

  /** Routes read at this position are in force. False when they are too old to be. */
  routesInstalled(asOf: Position): boolean {
    if (asOf.epoch !== this.epoch || asOf.pos < this.#routesWanted) return false;
    this.#apply();
    return true;
  }

  /**
   * A lease was granted to a request sent at `sent`. Counting from there, and not from the answer,
   * makes the lease end here no later than the issuer thinks it does.
   * False when it is of another epoch: then `begin` at its position.
   */
  granted(sent: Instant, { epoch, pos }: Position): boolean {
    if (epoch !== this.epoch) return false;
    const until = { monotonic: sent.monotonic + this.#leaseMs, wall: sent.wall + this.#leaseMs };
    this.#leases.push({ pos, until });
    this.#settle();
    return true;
  }

  endLeases(): void {
    this.#leases = [];
    this.#until = { monotonic: Number.NEGATIVE_INFINITY, wall: Number.NEGATIVE_INFINITY };
  }

  /** How many changes the issuer has told of in a lease that are not applied. */
  get behind(): number {
    const known = Math.max(this.evicted, ...this.#leases.map(({ pos }) => pos));
    return known - (this.applied ?? this.evicted);
  }

  /** The end of the lease in hand, by the monotonic clock. */
  get leaseEnd(): number {
    return this.#until.monotonic;
  }

  /** Whether a cached answer is as good as one from the issuer right now. */
  mayUseCache(now: Instant): boolean {
    return now.monotonic < this.#until.monotonic && now.wall < this.#until.wall;
  }

  /** Whether an answer true at this position takes every entry applied so far into account. */
  covers(asOf: Position): boolean {
    return asOf.epoch === this.epoch && asOf.pos >= this.evicted;
  }

  #apply(): void {
    this.applied = this.evicted;
    this.#settle();
  }

  /** A lease counts once every entry up to its position is applied. */
  #settle(): void {
    const { applied } = this;
    if (applied === null) return;
    for (const { pos, until } of this.#leases) {
      if (pos <= applied && until.monotonic > this.#until.monotonic) this.#until = until;
    }
    this.#leases = this.#leases.filter(({ pos }) => pos > applied).slice(-8);
  }
}

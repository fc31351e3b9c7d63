import { countedMinutes, type RecentCounts as ToldCounts } from '@sallyport/protocol/internal.ts';
import type { Denied } from '../decision/decision.ts';
import type { Incoming } from '../http/incoming.ts';
import { isAnonymous } from '../receipts/receipt.ts';
import type { Clock } from '../settings.ts';

const minuteMs = 60_000;

/** Reasons are words of ours and error codes. An issuer of a later version may know more of these. */
const maxReasons = 40;
const otherReasons = 'other';

interface Lookups {
  readonly hits: number;
  readonly misses: number;
}

/**
 * What this process answered in each of the last minutes, in memory alone, for the console's first look.
 * Counting allocates nothing: a place of an array for each minute, which a new minute takes over.
 */
export class RecentCounts {
  readonly #clock: Clock;
  /** Counted since the start where they happen; their growth is read once a minute. */
  readonly #lookups: Lookups;
  readonly #seen = { hits: 0, misses: 0 };
  /** The minute that each place is of, since 1970. */
  readonly #minutes = new Float64Array(countedMinutes);
  readonly #requests = new Uint32Array(countedMinutes);
  readonly #hits = new Uint32Array(countedMinutes);
  readonly #misses = new Uint32Array(countedMinutes);
  readonly #refusals = new Map<string, Uint32Array>();
  #minute = 0;
  #place = 0;
  /** The end of the minute that is counted, by the monotonic clock. */
  #until = 0;

  constructor(clock: Clock, lookups: Lookups) {
    this.#clock = clock;
    this.#lookups = lookups;
    this.#turn(clock.monotonic());
  }

  /** @param now by the monotonic clock */
  answered(now: number): void {
    if (now >= this.#until) this.#turn(now);
    this.#requests[this.#place]!++;
  }

  refused(denied: Denied, incoming: Incoming): void {
    const now = this.#clock.monotonic();
    if (now >= this.#until) this.#turn(now);
    this.#countsOf(reasonOf(denied, incoming))[this.#place]!++;
  }

  read(): ToldCounts {
    this.#turn(this.#clock.monotonic());
    const refusals = [...this.#refusals]
      .map(([reason, counts]) => [reason, this.#inOrder(counts)] as const)
      .filter(([, counts]) => counts.some((count) => count > 0));
    return {
      requests: this.#inOrder(this.#requests),
      hits: this.#inOrder(this.#hits),
      misses: this.#inOrder(this.#misses),
      refusals: Object.fromEntries(refusals),
    };
  }

  #countsOf(reason: string): Uint32Array {
    const counts = this.#refusals.get(reason);
    if (counts) return counts;
    if (this.#refusals.size >= maxReasons && reason !== otherReasons) {
      return this.#countsOf(otherReasons);
    }
    const made = new Uint32Array(countedMinutes);
    this.#refusals.set(reason, made);
    return made;
  }

  #turn(now: number): void {
    this.#takeLookups();
    const wall = this.#clock.wall();
    this.#until = now + minuteMs - (wall % minuteMs);
    this.#minute = Math.floor(wall / minuteMs);
    this.#place = this.#minute % countedMinutes;
    if (this.#minutes[this.#place] === this.#minute) return;
    this.#minutes[this.#place] = this.#minute;
    for (const counts of [this.#requests, this.#hits, this.#misses, ...this.#refusals.values()]) {
      counts[this.#place] = 0;
    }
  }

  /** What came since the last time belongs to the minute that was counted until now. */
  #takeLookups(): void {
    const { hits, misses } = this.#lookups;
    this.#hits[this.#place]! += hits - this.#seen.hits;
    this.#misses[this.#place]! += misses - this.#seen.misses;
    this.#seen.hits = hits;
    this.#seen.misses = misses;
  }

  /** The minute that is counted last. A minute in which nothing came has no place. */
  #inOrder(counts: Uint32Array): number[] {
    return Array.from({ length: countedMinutes }, (_, index) => {
      const minute = this.#minute - countedMinutes + 1 + index;
      const place = minute % countedMinutes;
      return this.#minutes[place] === minute ? counts[place]! : 0;
    });
  }
}

/** The member of the route that was not met, where there is one, for it says more than the code. */
function reasonOf(denied: Denied, incoming: Incoming): string {
  const { refusal } = denied;
  if (isAnonymous(refusal, incoming)) return 'unauthenticated';
  const rule = refusal.rule?.name ?? 'authenticate';
  return rule === 'authenticate' ? refusal.error : rule;
}

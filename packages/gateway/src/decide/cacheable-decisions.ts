import type { Acknowledgements } from '../changes/acknowledgements.ts';
import type { Follower } from '../changes/follower.ts';
import type { Permit } from '../decision/permit.ts';
import { type Clock, instant } from '../settings.ts';

/**
 * How long a proxy may act on a decision that it keeps, in milliseconds: nginx counts whole seconds
 * from when it reads the answer, so that "1 s" lasts up to two, and it keeps no answer that it waited for
 * longer than half a second.
 */
export const keptMs = 2_500;

interface Dependencies {
  follower: Follower;
  acknowledgements: Acknowledgements;
  clock: Clock;
}

/**
 * Which decisions a proxy may keep, and for how long changes then wait.
 *
 *     decision given ──────── kept, at most 2.5 s ──────▶ over
 *          change applied ──────────────────────────────▶ acknowledged
 *
 * The issuer waits for the acknowledgement, or for the end of the lease: so a decision is given
 * for keeping only while the lease outlasts it.
 */
export class CacheableDecisions {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** Whether this one may be kept. If it may, from now on changes wait for its end. */
  mayGive(permit: Permit): boolean {
    const { follower, acknowledgements, clock } = this.#with;
    // A `Set-Cookie` is for one browser, once.
    if (permit.setCookies.length > 0 || !permit.isWatched()) return false;
    const now = instant(clock);
    const end = { monotonic: now.monotonic + keptMs, wall: now.wall + keptMs };
    if (!follower.mayUseCache(end) || permit.entry?.isValid(end) === false) return false;
    acknowledgements.waitUntil(end.monotonic);
    return true;
  }
}

import { type Denied, deny, type Renewal } from '../decision/decision.ts';
import type { Permit } from '../decision/permit.ts';
import { permissionTakenAway } from '../http/refusal.ts';
import type { OpenItem } from '../runtime/open-items.ts';
import type { Instant } from '../settings.ts';
import type { StandingPermissions } from './standing-permissions.ts';

/**
 * How long something bounded may go on after its permission has been taken away, counted from its
 * beginning, in milliseconds.
 */
const graceMs = 5_000;

/** How long something goes on: it has an end of its own, or it goes on until one side ends it. */
export type Extent = 'bounded' | 'unbounded';

/** Whether what is under way is still allowed. */
export interface Judge {
  renew(permit: Permit): Renewal | Promise<Renewal>;
  /** By what is at hand, after a change of routes. Null if it is not. */
  rejudge(permit: Permit): Permit | null;
}

/** What goes on by a permission: an answer, a stream, a WebSocket. */
export interface Permitted {
  /** Nothing passes until `goOn`, while the permission is being judged again. */
  hold(): void;
  goOn(): void;
  /** Has begun and must end at once. */
  cut(denied: Denied): void;
  /** Has not begun and must not. */
  refuse(denied: Denied): void;
  /** A fault of ours: it could not be judged, or what was to be done next failed. */
  broke(error: unknown): void;
  /** The gateway closes. */
  closing(): void;
}

/**
 * The permission of something that goes on, and what becomes of it when the permission is taken
 * away. It knows nothing of what it is that goes on.
 *
 * What is unbounded, event streams above all, ends at once, since it is unknown when it would end by
 * itself; where it has not begun, it is judged again first. What is bounded may finish, as requests
 * begun before may, but only within `graceMs` of its beginning, unless it turns out to be allowed.
 */
export class StandingPermission implements OpenItem {
  permit: Permit;
  readonly permitted: Permitted;
  position = -1;
  readonly #judge: Judge;
  readonly #all: StandingPermissions;
  #extent: Extent = 'bounded';
  /** When it began, or 0. */
  #began = 0;
  /** Without one, the feed tells when it has to end. */
  #deadline: NodeJS.Timeout | null = null;
  #appealed = false;
  /** What is to be done once the permission has been judged again. */
  #held: (() => void)[] | null = null;
  #closed = false;

  constructor(permit: Permit, permitted: Permitted, judge: Judge, all: StandingPermissions) {
    this.permit = permit;
    this.permitted = permitted;
    this.#judge = judge;
    this.#all = all;
  }

  /** It is being judged again: what is to be done next is to be given to `later`. */
  get isHeld(): boolean {
    return this.#held !== null;
  }

  /** Whether it may begin now. `watched` is for what could not be ended without the feed. */
  mayBegin(extent: Extent, watched: boolean): boolean {
    this.#extent = extent;
    // Without a lease nothing more can be known; only what would never end is not begun.
    if (extent === 'unbounded' && !this.permit.isWatched()) {
      if (watched || this.permit.isLeased()) this.#judgeAgain();
    }
    return this.#held === null && !this.#closed;
  }

  begun(): void {
    this.#began = this.permit.now();
    if (!this.permit.isWatched()) this.#endLater(graceMs);
  }

  /** Whether a piece may pass now. */
  mayPass(): boolean {
    if (this.#held !== null) return false;
    if (this.#extent === 'unbounded' && !this.#deadline && !this.permit.isWatched()) {
      this.#judgeAgain();
    }
    return this.#held === null && !this.#closed;
  }

  /** Once it has been judged again; never if it has ended. */
  later(step: () => void): void {
    this.#held?.push(step);
  }

  /** Taken away, or it cannot be known whether it has been. */
  ended(): void {
    // What has not begun is judged when it begins.
    if (this.#began === 0) return;
    const now = this.permit.now();
    const left = this.#extent === 'bounded' ? this.#began + graceMs - now : 0;
    if (left > 0) this.#endLater(left);
    else this.#cut();
  }

  routesChanged(): void {
    const permit = this.#judge.rejudge(this.permit);
    if (permit) this.permit = permit;
    else this.ended();
  }

  /**
   * From time to time. What time alone ends, no change tells of; and what has a deadline may be
   * allowed after all.
   */
  sweep(now: Instant): void {
    if (this.#began === 0 || this.#held) return;
    if (this.#deadline) {
      if (this.#appealed || !this.permit.isLeased()) return;
      this.#appealed = true;
      this.#judgeAgain();
    } else if (this.permit.entry?.isExpired(now)) {
      const runsLong = this.#extent === 'unbounded' || now.monotonic - this.#began > graceMs;
      if (runsLong) this.#judgeAgain();
    }
  }

  /** What went on by it is over. */
  close(): void {
    this.#closed = true;
    this.#held = null;
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#all.closed(this);
  }

  #judgeAgain(): void {
    this.#held = [];
    this.permitted.hold();
    try {
      const renewal = this.#judge.renew(this.permit);
      if (renewal instanceof Promise) renewal.then(this.#judged).catch(this.#failed);
      else this.#judged(renewal);
    } catch (error) {
      this.#failed(error);
    }
  }

  #judged = (renewal: Renewal): void => {
    if (this.#closed) return;
    if (renewal.kind === 'permit') this.#renewed(renewal.permit);
    else if (this.#began === 0) this.permitted.refuse(renewal);
    else if (!this.#deadline) this.permitted.cut(renewal);
    const held = this.#held ?? [];
    this.#held = null;
    for (const step of held) if (!this.#closed) this.#do(step);
    if (!this.#closed) this.permitted.goOn();
  };

  #do(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.permitted.broke(error);
    }
  }

  #failed = (error: unknown): void => {
    if (!this.#closed) this.permitted.broke(error);
  };

  #renewed(permit: Permit): void {
    this.permit = permit;
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#deadline = null;
  }

  #endLater(ms: number): void {
    this.#deadline ??= setTimeout(() => this.#cut(), ms);
  }

  #cut(): void {
    const { permit } = this;
    this.permitted.cut(deny(permissionTakenAway(), permit.route, permit));
  }
}

/** Failures in a row after which a target is left out. */
const maxFailures = 5;
/** For so long at first, and twice as long each time that it is tried in vain, in milliseconds. */
const firstOutMs = 1_000;
const maxOutMs = 30_000;
/** Answers in a row after which it is forgotten how often it was left out. */
const answersToForget = 10;
/** Active checks in a row that change what is thought of a target. */
const checksToChange = 2;

/** Of a target that answers for another: it can do nothing itself. */
const failedStatuses = new Set([502, 503, 504]);

/** Told when it changes: a moment to log. */
export type HealthListener = (state: 'left_out' | 'back', reason: 'failures' | 'checks') => void;

/**
 * What is known of a target by its answers, and by active checks where a route has them. Times are
 * of the monotonic clock.
 *
 *     in use ── failures in a row ──▶ left out ── its time is over ──▶ one request is let through
 *       ▲                               ▲                                │             │
 *       └──────────── answer ───────────┼────────────────────────────────┘             │
 *                                       └──── failure: left out for twice as long ─────┘
 */
export class Health {
  readonly #told: HealthListener;
  #failures = 0;
  #answers = 0;
  /** How often it was left out until it answered steadily again. */
  #timesOut = 0;
  #isOut = false;
  #outUntil = 0;
  #isOnTrial = false;
  #isDown = false;
  #otherChecks = 0;

  constructor(told: HealthListener) {
    this.#told = told;
  }

  /** Whether a request should go there while there are other targets. */
  isAvailable(now: number): boolean {
    return !this.#isDown && (!this.#isOut || now >= this.#outUntil);
  }

  /** The higher, the worse it is to send a request there although it is left out. */
  badness(now: number): number {
    return (this.#isDown ? maxOutMs : 0) + Math.max(0, this.#outUntil - now);
  }

  /** A request is sent there. While it is left out, no other follows for a time. */
  used(now: number): void {
    if (!this.#isOut) return;
    this.#isOnTrial = true;
    this.#outUntil = now + this.#outMs;
  }

  answered(status: number, now: number): void {
    if (failedStatuses.has(status)) {
      this.failed(now);
      return;
    }
    this.#failures = 0;
    this.#answers++;
    if (this.#answers >= answersToForget) this.#timesOut = 0;
    if (!this.#isOut) return;
    this.#isOut = false;
    this.#isOnTrial = false;
    this.#outUntil = 0;
    this.#told('back', 'failures');
  }

  failed(now: number): void {
    this.#answers = 0;
    // What was under way when it was left out says nothing new.
    if (this.#isOut ? !this.#isOnTrial : ++this.#failures < maxFailures) return;
    const isNews = !this.#isOut;
    this.#isOut = true;
    this.#isOnTrial = false;
    this.#timesOut++;
    this.#failures = 0;
    this.#outUntil = now + this.#outMs;
    if (isNews) this.#told('left_out', 'failures');
  }

  /** By an active check. */
  checked(passed: boolean): void {
    this.#otherChecks = passed === this.#isDown ? this.#otherChecks + 1 : 0;
    if (this.#otherChecks < checksToChange) return;
    this.#otherChecks = 0;
    this.#isDown = !passed;
    this.#told(passed ? 'back' : 'left_out', 'checks');
  }

  /** No route checks it any more. */
  unchecked(): void {
    this.#isDown = false;
    this.#otherChecks = 0;
  }

  get #outMs(): number {
    return Math.min(maxOutMs, firstOutMs * 2 ** (this.#timesOut - 1));
  }
}

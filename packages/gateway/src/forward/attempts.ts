import type { RouteTarget, TargetGroup } from '../upstream/target-group.ts';
import type { UpstreamError } from '../upstream/upstream-error.ts';
import { countsAgainstTarget, mayRepeat, type SentBody, wasSent } from './failure.ts';

/** How often a request is sent, at most. */
const maxAttempts = 3;

/** The targets that one request is sent to, one after the other where a target fails. */
export class Attempts {
  readonly #group: TargetGroup;
  #target: RouteTarget;
  #failed: RouteTarget[] | null = null;

  /** @param now of the monotonic clock, as below */
  constructor(group: TargetGroup, now: number) {
    this.#group = group;
    this.#target = group.choose(now)!;
    this.#target.upstream.retries.add();
  }

  get target(): RouteTarget {
    return this.#target;
  }

  answered(status: number, now: number): void {
    this.#target.upstream.health.answered(status, now);
  }

  failed(error: UpstreamError, now: number): void {
    if (countsAgainstTarget(error)) this.#target.upstream.health.failed(now);
  }

  /**
   * Goes on to the target that the request is to be sent to after such a failure. False: it must not
   * be sent again. Where there is no other target, a connection that died is replaced by another one
   * to the same, since an upstream may close an idle connection in the very moment it is used.
   */
  next(method: string, body: SentBody | null, error: UpstreamError, now: number): boolean {
    const failed = this.#failed ?? [];
    this.#failed = failed;
    failed.push(this.#target);
    if (failed.length >= maxAttempts || !mayRepeat(method, body, error)) return false;
    const other = this.#group.choose(now, failed);
    if (!other && (failed.length > 1 || !wasSent(error))) return false;
    if (!this.#target.upstream.retries.take(now)) return false;
    this.#target = other ?? this.#target;
    return true;
  }
}

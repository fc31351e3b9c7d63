/** So many requests in so many milliseconds. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
}

export interface Count {
  allowed: boolean;
  /** To be kept for the next request, and unchanged where this one is not allowed. */
  full: number;
  /** Requests that would be allowed now. */
  remaining: number;
  /** Until one more would be, in whole milliseconds. */
  resetMs: number;
  /** Until one request is allowed, in milliseconds; 0 for now. */
  retryMs: number;
}

/** Sums of fractions of a millisecond are not exact. */
const slackMs = 0.001;

/**
 * The generic cell rate algorithm: a bucket of `limit` requests that fills evenly. All it keeps is the
 * time at which the bucket will be full, so that a key costs one number. At no time are more than twice
 * the limit allowed within a window, and over a long time exactly the limit.
 *
 * @param full what was kept; undefined for a key that is new
 */
export function count(full: number | undefined, now: number, { limit, windowMs }: Rate): Count {
  const each = windowMs / limit;
  const before = Math.max(full ?? now, now);
  const after = before + each;
  const overdrawnMs = after - now - windowMs;
  const allowed = overdrawnMs <= slackMs;
  const kept = allowed ? after : before;
  const leftMs = windowMs - (kept - now);
  const remaining = Math.max(0, Math.floor((leftMs + slackMs) / each));
  return {
    allowed,
    full: kept,
    remaining,
    resetMs: Math.round((remaining + 1) * each - leftMs),
    retryMs: allowed ? 0 : Math.max(1, Math.round(overdrawnMs)),
  };
}

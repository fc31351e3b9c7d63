export interface KeySource<Keys> {
  /** The keys to trust now. Rejects with `unavailable` when there are none fresh enough. */
  current(): Promise<Keys>;
  /** The same keys if they are at hand without waiting, otherwise null. */
  atHand(): Keys | null;
  /**
   * Runs `run` with the keys. When it needs a key that is not among them, they are fetched again,
   * unless that was done just now, and it runs once more.
   */
  use<T>(run: (keys: Keys) => Promise<T>): Promise<T>;
}

export interface KeySourceOptions<Keys> {
  /** Fetches the usable keys of the issuer. */
  fetchKeys: () => Promise<readonly object[]>;
  /** Makes what the caller uses of the keys; called again only when a key was added or removed. */
  prepare: (keys: readonly object[]) => Keys;
  /** Wall-clock time in milliseconds: unlike a monotonic clock, it goes on while a machine sleeps. */
  now: () => number;
  /** Whether an error thrown by `run` means that a key is missing. */
  isKeyMissing: (error: unknown) => boolean;
  /** Called with the first of several failures in a row, for the log: callers do not learn the cause. */
  onFailure: (error: unknown) => void;
  /** The error that callers get while there are no keys. */
  unavailable: (cause: unknown, retryAfterSeconds: number) => Error;
}

/**
 * A key that the issuer removed is forgotten within `maxAge`. While the issuer cannot be reached, the
 * last keys are used for `maxStale`.
 */
const refreshAfter = 240_000;
const maxAge = 300_000;
const maxStale = 3_600_000;
/** A failure that is older than this says nothing about the issuer now. */
const failureCounts = 60_000;
/** Between two fetches, so that tokens with invented key ids do not cause a fetch each. */
const cooldown = 5_000;

/**
 * The keys of one issuer, for as long as they may be trusted. The guard and the issuer's
 * `/introspect` use the same times.
 */
export function createKeySource<Keys>(options: KeySourceOptions<Keys>): KeySource<Keys> {
  const { fetchKeys, prepare, now, isKeyMissing, onFailure } = options;
  let latest: { keys: Keys; text: string; at: number } | null = null;
  let lastAttempt = { at: Number.NEGATIVE_INFINITY, failed: false };
  let failure: unknown;
  let fetching: Promise<void> | null = null;

  /** One fetch at a time, for all callers. Never rejects: what came of it is in `lastAttempt`. */
  function refresh(): Promise<void> {
    fetching ??= attempt().finally(() => {
      fetching = null;
    });
    return fetching;
  }

  async function attempt(): Promise<void> {
    const at = now();
    try {
      const fetched = await fetchKeys();
      const text = JSON.stringify(fetched);
      const keys = latest?.text === text ? latest.keys : prepare(fetched);
      // Counted from before the request, so that the keys are never older than we think.
      latest = { keys, text, at };
      lastAttempt = { at, failed: false };
    } catch (cause) {
      if (!lastAttempt.failed) onFailure(cause);
      failure = cause;
      // Counted from the end: an issuer that stays silent takes as long as the pause is.
      lastAttempt = { at: now(), failed: true };
    }
  }

  const coolingDown = () => within(now() - lastAttempt.at, cooldown);
  const usable = (limit: number): Keys | null =>
    latest && within(now() - latest.at, limit) ? latest.keys : null;
  const unavailable = () => options.unavailable(failure, cooldown / 1000);

  function atHand(): Keys | null {
    const fresh = usable(refreshAfter);
    if (fresh) return fresh;
    // While the issuer cannot be reached, requests use the last keys and do not wait for time-outs.
    const away = lastAttempt.failed && within(now() - lastAttempt.at, failureCounts);
    const inReserve = usable(away ? maxStale : maxAge);
    if (inReserve && !coolingDown()) void refresh();
    return inReserve;
  }

  async function current(): Promise<Keys> {
    const ready = atHand();
    if (ready) return ready;
    if (fetching || !(lastAttempt.failed && coolingDown())) await refresh();
    const keys = usable(maxStale);
    if (!keys) throw unavailable();
    return keys;
  }

  async function refreshed(seen: Keys): Promise<Keys> {
    if (latest && latest.keys !== seen) return latest.keys;
    if (fetching || !coolingDown()) await refresh();
    // We cannot tell now whether the issuer has this key, so we do not call the token invalid.
    if (lastAttempt.failed) throw unavailable();
    return latest?.keys ?? seen;
  }

  return {
    atHand,
    current,
    async use(run) {
      const keys = await current();
      try {
        return await run(keys);
      } catch (error) {
        if (!isKeyMissing(error)) throw error;
      }
      return run(await refreshed(keys));
    },
  };
}

/** A clock that was set back makes an age negative; such an age does not count as young. */
const within = (age: number, limit: number): boolean => age >= 0 && age < limit;

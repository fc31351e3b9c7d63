export interface KeySource<Keys> {
  /** The keys to trust now. Rejects with `unavailable` when there are none fresh enough. */
  current(): Promise<Keys>;
  /** The same when that takes no waiting, otherwise null. */
  atHand(): Keys | null;
  /**
   * What `run` makes of the keys. When they lack the one that it needs, they are fetched again if that
   * is due, and it runs once more.
   */
  use<T>(run: (keys: Keys) => Promise<T>): Promise<T>;
}

export interface KeySourceOptions<Keys> {
  /** The usable keys of the issuer, asked for anew. */
  fetchKeys: () => Promise<readonly object[]>;
  /** One generation of them: made again only when a key came or went. */
  prepare: (keys: readonly object[]) => Keys;
  /** Wall-clock time in milliseconds: it goes on in a suspended machine, unlike a monotonic one. */
  now: () => number;
  /** Whether an error of `run` says that a key is missing. */
  isKeyMissing: (error: unknown) => boolean;
  /** The first of failures in a row: callers only learn that tokens cannot be checked. */
  onFailure: (error: unknown) => void;
  /** What callers are told while there are no keys. */
  unavailable: (cause: unknown, retryAfterSeconds: number) => Error;
}

/** A pulled key is forgotten within `maxAge`; an issuer that is away is done without for `maxStale`. */
const refreshAfter = 240_000;
const maxAge = 300_000;
const maxStale = 3_600_000;
/** A failure longer ago says nothing about the issuer now. */
const failureCounts = 60_000;
/** Between two fetches, so that tokens with invented key ids cannot set off a storm of them. */
const cooldown = 5_000;

/**
 * The keys of one issuer, for as long as they may be trusted. The guard in a service and
 * the issuer that is asked about a token keep to the same times.
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
      // Counted from before the request, so that the set is never younger than it claims to be.
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
    // While the issuer is away requests go on with what there is, and do not wait for time-outs.
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
    // Whether the issuer knows the key cannot be said now, so the token is not called invalid.
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

/** A clock that was set back makes an age negative, which proves nothing. */
const within = (age: number, limit: number): boolean => age >= 0 && age < limit;

import { usableKeys } from '@sallyport/protocol/usable-keys.ts';
import type { CompactVerifyGetKey } from 'jose';
import { discoverJwksUri } from './discovery.ts';
import { GuardError } from './errors.ts';
import { type FetchLimits, fetchJson } from './fetch-json.ts';
import { localKeys } from './local-keys.ts';

/** One generation of an issuer's keys. Another function means that a key came or went. */
export type KeySet = CompactVerifyGetKey;

export interface KeySource {
  /**
   * The keys to trust now.
   *
   * @throws GuardError `keys_unavailable` when there are none fresh enough.
   */
  current(): Promise<KeySet>;
  /** The same when that takes no waiting, otherwise null. */
  atHand(): KeySet | null;
  /**
   * The keys after a token named one that `seen` lacks, fetched again if that is due.
   *
   * @throws GuardError `keys_unavailable` when the issuer cannot be asked.
   */
  refreshed(seen: KeySet): Promise<KeySet>;
}

export interface KeySourceOptions {
  issuer: string;
  /** Known beforehand, or found by discovery. */
  jwksUri: string | undefined;
  /** Wall-clock time in milliseconds: it goes on in a suspended machine, unlike a monotonic one. */
  now: () => number;
  /** Milliseconds for discovery and keys together; 5,000 by default. */
  timeout?: number;
}

/** A pulled key is forgotten within `maxAge`; an issuer that is away is done without for `maxStale`. */
const refreshAfter = 240_000;
const maxAge = 300_000;
const maxStale = 3_600_000;
/** A failure longer ago says nothing about the issuer now. */
const failureCounts = 60_000;
/** Between two fetches, so that tokens with invented key ids cannot set off a storm of them. */
const cooldown = 5_000;
const maxBytes = 512 * 1024;

export function createKeySource(options: KeySourceOptions): KeySource {
  const { issuer, jwksUri, now, timeout = 5_000 } = options;
  let latest: { keys: KeySet; text: string; at: number } | null = null;
  let lastAttempt = { at: Number.NEGATIVE_INFINITY, failed: false };
  let failure: unknown;
  let fetching: Promise<void> | null = null;

  /** One fetch at a time, whoever asks. Never rejects: what came of it is in `lastAttempt`. */
  function refresh(): Promise<void> {
    fetching ??= attempt().finally(() => {
      fetching = null;
    });
    return fetching;
  }

  async function attempt(): Promise<void> {
    const at = now();
    const limits: FetchLimits = { signal: AbortSignal.timeout(timeout), maxBytes };
    try {
      const url = jwksUri ?? (await discoverJwksUri(issuer, limits));
      const jwks = usableKeys(url, await fetchJson(url, limits));
      const text = JSON.stringify(jwks);
      const keys = latest?.text === text ? latest.keys : localKeys(jwks);
      // Counted from before the request, so that the set is never younger than it claims to be.
      latest = { keys, text, at };
      lastAttempt = { at, failed: false };
    } catch (cause) {
      if (!lastAttempt.failed) warn(issuer, cause);
      failure = cause;
      // Counted from the end: an issuer that stays silent takes as long as the pause is.
      lastAttempt = { at: now(), failed: true };
    }
  }

  const coolingDown = () => within(now() - lastAttempt.at, cooldown);
  const usable = (limit: number): KeySet | null =>
    latest && within(now() - latest.at, limit) ? latest.keys : null;
  const unavailable = () =>
    new GuardError('keys_unavailable', { cause: failure, retryAfter: cooldown / 1000 });

  function atHand(): KeySet | null {
    const fresh = usable(refreshAfter);
    if (fresh) return fresh;
    // While the issuer is away requests go on with what there is, and do not wait for time-outs.
    const away = lastAttempt.failed && within(now() - lastAttempt.at, failureCounts);
    const inReserve = usable(away ? maxStale : maxAge);
    if (inReserve && !coolingDown()) void refresh();
    return inReserve;
  }

  return {
    atHand,

    async current() {
      const ready = atHand();
      if (ready) return ready;
      if (fetching || !(lastAttempt.failed && coolingDown())) await refresh();
      const keys = usable(maxStale);
      if (!keys) throw unavailable();
      return keys;
    },

    async refreshed(seen) {
      if (latest && latest.keys !== seen) return latest.keys;
      if (fetching || !coolingDown()) await refresh();
      // Whether the issuer knows the key cannot be said now, so the token is not called invalid.
      if (lastAttempt.failed) throw unavailable();
      return latest?.keys ?? seen;
    },
  };
}

/** A clock that was set back makes an age negative, which proves nothing. */
const within = (age: number, limit: number): boolean => age >= 0 && age < limit;

/** Callers only learn that tokens cannot be checked; whoever runs the service must learn why. */
function warn(issuer: string, error: unknown): void {
  process.emitWarning(`The keys of ${issuer} could not be fetched.`, {
    type: 'SallyportGuard',
    detail: reasons(error).join('\n'),
  });
}

function reasons(error: unknown): string[] {
  if (error instanceof AggregateError) return [error.message, ...error.errors.flatMap(reasons)];
  if (!(error instanceof Error)) return [String(error)];
  return error.cause instanceof Error
    ? [`${error.message} (${error.cause.message})`]
    : [error.message];
}

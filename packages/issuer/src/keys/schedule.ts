/** What decides when a key does what. */
export interface ScheduledKey {
  kid: string;
  alg: string;
  signsFrom: Date;
  /** From here on it makes nothing new: keys that were retired by hand have it. */
  retiredAt: Date | null;
  withdrawnAt: Date | null;
}

/**
 * - `next`: published, and does not sign yet
 * - `signing`: makes what is new; of each algorithm there is one
 * - `published`: makes nothing new, and what it made is still verified, or opened
 * - `retired`: no longer published: all that it made has expired
 * - `withdrawn`: neither signs nor verifies
 */
export const keyStates = ['next', 'signing', 'published', 'retired', 'withdrawn'] as const;

export interface KeyTimes {
  state: (typeof keyStates)[number];
  /** Null while no successor is known. */
  signsUntil: Date | null;
  publishedUntil: Date | null;
}

/**
 * How long a new key is published before it signs. Who verifies may have a set of keys from a cache of HTTP
 * that had it for its five minutes, and keep it for five more; the rest is for a slow commit.
 */
export const publishedAheadMs = 15 * 60_000;

/** Much longer than anything lives that is signed or sealed: the clocks of those who verify may be wrong. */
export const publishedAfterMs = 24 * 3_600_000;

/**
 * The key that makes what is new: of those whose time has come, the one whose time came last. By a clock that
 * is behind, it is the one whose time comes first of those that no other has followed.
 *
 * @param keys every key, those that were withdrawn as well
 */
export function signingAt<Key extends ScheduledKey>(
  keys: readonly Key[],
  alg: string,
  now: Date,
): Key | undefined {
  const usable = keys
    .filter((key) => key.alg === alg && key.withdrawnAt === null)
    .filter((key) => {
      const until = endOfSigning(key, keys);
      return until === null || until > now;
    })
    .toSorted(laterFirst);
  return usable.find(({ signsFrom }) => signsFrom <= now) ?? usable.at(-1);
}

export function timesOf(key: ScheduledKey, all: readonly ScheduledKey[], now: Date): KeyTimes {
  const { signsFrom, withdrawnAt } = key;
  const signsUntil = endOfSigning(key, all);
  const publishedUntil =
    withdrawnAt ?? (signsUntil && new Date(signsUntil.getTime() + publishedAfterMs));
  const times = { signsUntil, publishedUntil };
  if (withdrawnAt) return { state: 'withdrawn', ...times };
  if (signsFrom > now) return { state: 'next', ...times };
  if (!signsUntil || signsUntil > now) return { state: 'signing', ...times };
  return { state: publishedUntil! > now ? 'published' : 'retired', ...times };
}

const laterFirst = (one: ScheduledKey, other: ScheduledKey): number =>
  other.signsFrom.getTime() - one.signsFrom.getTime() || (one.kid < other.kid ? -1 : 1);

const endOfSigning = (key: ScheduledKey, all: readonly ScheduledKey[]): Date | null =>
  earliest([key.retiredAt, key.withdrawnAt, startOfSuccessor(key, all)]);

/** One that was withdrawn after it had signed is a successor, too: what it followed does not come back. */
function startOfSuccessor(key: ScheduledKey, all: readonly ScheduledKey[]): Date | null {
  const later = all.filter(
    (other) =>
      other.kid !== key.kid &&
      other.alg === key.alg &&
      (other.withdrawnAt === null || other.withdrawnAt > other.signsFrom) &&
      laterFirst(key, other) > 0,
  );
  return earliest(later.map(({ signsFrom }) => signsFrom));
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length === 0 ? null : new Date(Math.min(...known));
}

import type { Notifier } from '@sallyport/base/notifier.ts';
import { barrierLimit } from '@sallyport/protocol/internal.ts';
import type { Clock } from '../runtime/clock.ts';
import { inTime } from '../runtime/in-time.ts';
import type { Log } from '../runtime/log.ts';
import type { Member } from './members.store.ts';

/** How late the first sight of the members may be, to be waited for. */
const marginMs = 100;

export interface BarrierDependencies {
  clock: Clock;
  log: Log;
  acks: Notifier;
  leaseMs: number;
  /** Every member, read from the primary after the call. */
  readMembers(): Promise<readonly Member[]>;
  /** Only a member that has not renewed since it was read. @returns whether it is gone. */
  expelMember(member: Member): Promise<boolean>;
}

/**
 * Returns when no member can act on a state before `pos`: each has acknowledged it, or has lost
 * any lease that it got without it. A lease usable after `b0 + L` was requested after `b0`, so
 * that it came with a position of at least `pos`, which its member applied first.
 *
 * Losing the database meanwhile is no failure: then the time alone decides.
 *
 * @param timeoutMs returns after so long at the latest, for what need not be obeyed before it is
 *   answered.
 */
export async function barrier(
  pos: number,
  dependencies: BarrierDependencies,
  timeoutMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { clock, acks, leaseMs } = dependencies;
  const limit = barrierLimit(leaseMs);
  const b0 = clock.monotonic();
  let deadline = b0 + Math.min(limit, timeoutMs);
  let first: Sighting | null = null;
  let behind: readonly Member[] = [];
  for (;;) {
    const seen = acks.count;
    const members = await readUntil(deadline, dependencies);
    if (members) {
      if (!first) {
        first = { members, at: clock.monotonic() };
        // A little longer, so that whoever stays silent has been so for all of the limit.
        const silentFrom = Math.min(first.at, b0 + marginMs);
        deadline = Math.min(silentFrom + limit, b0 + timeoutMs);
      }
      behind = members.filter((member) => member.acked < pos);
      if (behind.length === 0) return;
    }
    if (clock.monotonic() >= deadline) break;
    await acks.wait(seen, deadline - clock.monotonic());
  }
  // A lease renewed just before a late first sight may still count: the next barrier sees to that.
  if (first && clock.monotonic() - first.at >= limit) {
    await expelSilent(first, behind, dependencies);
  }
}

interface Sighting {
  members: readonly Member[];
  at: number;
}

/** Null when they cannot be read, or not in time. */
async function readUntil(
  deadline: number,
  { clock, readMembers }: BarrierDependencies,
): Promise<readonly Member[] | null> {
  const late = () => new Error('The members are not to be read.');
  const left = Math.max(0, deadline - clock.monotonic());
  return inTime(readMembers(), left, late).catch(() => null);
}

/** Those behind that have not renewed since the first sight of them, a whole limit ago. */
async function expelSilent(
  first: Sighting,
  behind: readonly Member[],
  { log, expelMember }: BarrierDependencies,
): Promise<void> {
  const stillBehind = new Set(behind.map(({ id }) => id));
  for (const member of first.members) {
    if (!stillBehind.has(member.id)) continue;
    const expelled = await expelMember(member).catch(() => false);
    if (expelled) log.warn({ member: member.id }, 'member stopped renewing its lease; expelled');
  }
}

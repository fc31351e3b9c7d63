import type { Notifier } from '@sallyport/base/notifier.ts';
import { barrierLimit } from '@sallyport/protocol/internal.ts';
import type { BarrierOutcome } from '../runtime/barriers.ts';
import type { Clock } from '../runtime/clock.ts';
import { inTime } from '../runtime/in-time.ts';
import type { Log } from '../runtime/log.ts';
import type { Member, Standing } from './members.store.ts';

/** How long after the call the members may be read for the first time, to be waited for in full. */
const marginMs = 100;

export interface BarrierDependencies {
  clock: Clock;
  log: Log;
  acks: Notifier;
  leaseMs: number;
  /** From the primary, after the call. */
  readStanding(): Promise<Standing>;
  /** Only a member that has not renewed since it was read. @returns whether it is gone. */
  expelMember(member: Member): Promise<boolean>;
}

/**
 * Returns when no member can act any more on a state before this call: each has acknowledged the
 * position that stands, or has lost every lease that it got without it.
 *
 *     commit      b0 = call      first look: head is at P            b0 + limit
 *     ──┼─────────────┼──────────────────┼──────────── ··· ─────────────┼──▶
 *       P0 ≤ P        │                  └ all acknowledged P: return   │
 *                     └ a lease asked for before here is over by then ──┘ return
 *
 * Why the time is enough: a lease that can be used after b0 + L was asked for after b0, so it was
 * granted at a position of P0 or later, which its member applies before it uses the lease. P may be
 * later than P0, the change of this call, and there may be no change at all: what a call before
 * this one committed, and did not live to wait for, is waited for here.
 *
 * Losing the database meanwhile is no failure: then the time alone decides.
 *
 * @param timeoutMs returns after so long at the latest, for what need not be obeyed before it is
 *   answered.
 */
export async function barrier(
  dependencies: BarrierDependencies,
  timeoutMs = Number.POSITIVE_INFINITY,
): Promise<BarrierOutcome> {
  const { clock, acks, leaseMs } = dependencies;
  const limit = barrierLimit(leaseMs);
  const b0 = clock.monotonic();
  let deadline = b0 + Math.min(limit, timeoutMs);
  let first: FirstLook | null = null;
  let behind: readonly Member[] = [];
  for (;;) {
    const seen = acks.count;
    const standing = await readUntil(deadline, dependencies);
    if (standing) {
      if (!first) {
        first = { ...standing, at: clock.monotonic() };
        // A little longer, so that a member that stays silent has been so for all of the limit.
        const silentFrom = Math.min(first.at, b0 + marginMs);
        deadline = Math.min(silentFrom + limit, b0 + timeoutMs);
      }
      const { pos } = first;
      behind = standing.members.filter((member) => member.acked < pos);
      if (behind.length === 0) break;
    }
    if (clock.monotonic() >= deadline) break;
    await acks.wait(seen, deadline - clock.monotonic());
  }
  // A lease renewed just before a late first look may still count: the next barrier sees to that.
  if (first && behind.length > 0 && clock.monotonic() - first.at >= limit) {
    await expelSilent(first, behind, dependencies);
  }
  const gateways = first?.members.length ?? 0;
  const acknowledged = gateways - Math.min(gateways, behind.length);
  return { waitedMs: clock.monotonic() - b0, gateways, acknowledged };
}

interface FirstLook extends Standing {
  at: number;
}

/** Null when they cannot be read, or not in time. */
async function readUntil(
  deadline: number,
  { clock, readStanding }: BarrierDependencies,
): Promise<Standing | null> {
  const late = () => new Error('The members cannot be read.');
  const left = Math.max(0, deadline - clock.monotonic());
  return inTime(readStanding(), left, late).catch(() => null);
}

/** Those behind that have not renewed since the first look, a whole limit ago. */
async function expelSilent(
  first: FirstLook,
  behind: readonly Member[],
  { log, expelMember }: BarrierDependencies,
): Promise<void> {
  const stillBehind = new Set(behind.map(({ id }) => id));
  for (const member of first.members) {
    if (!stillBehind.has(member.id)) continue;
    const expelled = await expelMember(member).catch(() => false);
    if (expelled) log.warn({ member: member.id, name: member.name }, 'expelled a silent gateway');
  }
}

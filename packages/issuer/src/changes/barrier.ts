import type { Sql } from '../database/connection.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { expelMember, type Member, readMembers } from './members.store.ts';
import type { Wake } from './wake.ts';

/** Clocks may differ in rate by this much; the rest covers the timers themselves. */
const drift = 1.01;
const marginMs = 100;

/** How long any lease that is still usable can have left, once a change is committed. */
export const barrierLimit = (leaseMs: number): number => drift * leaseMs + marginMs;

export interface BarrierDependencies {
  sql: Sql;
  clock: Clock;
  log: Log;
  acks: Wake;
  leaseMs: number;
}

/**
 * Returns when no member can act on a state before `pos`: each has acknowledged it, or has lost
 * any lease that it got without it. A lease usable after `b0 + L` was requested after `b0`, so
 * that it came with a position of at least `pos`, which its member applied first.
 *
 * Losing the database meanwhile is no failure: then the time alone decides.
 */
export async function barrier(pos: number, dependencies: BarrierDependencies): Promise<void> {
  const { sql, clock, log, acks, leaseMs } = dependencies;
  const deadline = clock.monotonic() + barrierLimit(leaseMs);
  let first: Member[] | null = null;
  let behind: Member[] = [];
  for (;;) {
    const heard = acks.wait(deadline - clock.monotonic());
    const members = await readMembers(sql).catch(() => null);
    if (members) {
      first ??= members;
      behind = members.filter((member) => member.acked < pos);
      if (behind.length === 0) return;
    }
    if (clock.monotonic() >= deadline) break;
    await heard;
  }
  for (const member of first ?? []) {
    if (!behind.some(({ id }) => id === member.id)) continue;
    const expelled = await expelMember(sql, member).catch(() => false);
    if (expelled) log.warn({ member: member.id }, 'member stopped renewing its lease; expelled');
  }
}

import type { Context } from '../context.ts';
import { type KeyRow, readKeys } from './keys.store.ts';
import { type KeyTimes, timesOf } from './schedule.ts';

/** A key without anything secret, and what it does when. */
export type KnownKey = Pick<
  KeyRow,
  'kid' | 'use' | 'alg' | 'createdAt' | 'signsFrom' | 'withdrawnAt'
> &
  KeyTimes;

/** Every key, the one whose time comes last first. */
export async function knownKeys({
  sql,
  clock,
}: Pick<Context, 'sql' | 'clock'>): Promise<KnownKey[]> {
  const rows = await readKeys(sql);
  const now = clock.now();
  return rows.map((row) => {
    const { kid, use, alg, createdAt, signsFrom, withdrawnAt } = row;
    return { kid, use, alg, createdAt, signsFrom, withdrawnAt, ...timesOf(row, rows, now) };
  });
}

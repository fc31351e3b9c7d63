import type { Context } from '../context.ts';
import { deleteExpiredThrottles } from './throttle.store.ts';

/** Drops the counts whose window has ended. Their keys come from whatever people type. @returns how many.  */
export const forgetThrottles = (now: Date, { sql }: Pick<Context, 'sql'>): Promise<number> =>
  deleteExpiredThrottles(sql, now);

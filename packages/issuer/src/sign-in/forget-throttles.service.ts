/** Drops the counts whose window has ended. Their keys come from whatever people type. */
export { deleteExpiredThrottles as forgetThrottles } from './throttle.store.ts';

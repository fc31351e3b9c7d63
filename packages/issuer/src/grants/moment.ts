import { secondsAfter } from '../runtime/clock.ts';
import type { IssuerSettings } from '../settings.ts';

/** What lives at one time, and how long a refresh token that is used then goes on living. */
export interface Moment {
  now: Date;
  /** A session that was not seen after this has been left. */
  idleSince: Date;
  /** Until when a refresh token may lie unused. */
  idleUntil: Date;
}

export const momentOf = (now: Date, { lifetimes }: Pick<IssuerSettings, 'lifetimes'>): Moment => ({
  now,
  idleSince: secondsAfter(now, -lifetimes.sessionIdle),
  idleUntil: secondsAfter(now, lifetimes.refreshIdle),
});

import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { MiddlewareHandler } from 'hono';
import { inTime } from '../runtime/in-time.ts';

export interface WorkBounds {
  /** Requests under way at a time, answered too late or not at all ones included. */
  atOnce: number;
  /** Until the answer, in milliseconds. */
  deadlineMs: number;
  /** Paths that wait for news, and end by themselves. */
  except?: ReadonlySet<string>;
}

/**
 * Keeps a database that is silent, and not gone, from keeping everybody waiting: who has waited for
 * too long is told so, and who comes when too many wait is refused at once. What was asked of the
 * database may still happen, so that the outcome is unknown.
 */
export function boundWork({ atOnce, deadlineMs, except }: WorkBounds): MiddlewareHandler {
  let underWay = 0;
  return async (request, next) => {
    if (except?.has(request.req.path)) return next();
    if (underWay >= atOnce) {
      throw unavailable('Too many requests are under way. Try again.');
    }
    underWay++;
    const work = next().finally(() => {
      underWay--;
    });
    await inTime(work, deadlineMs, tooLate);
  };
}

const tooLate = () =>
  unavailable('It took too long and the outcome is unknown. Repeat the request.');

const unavailable = (description: string) =>
  new OAuthError('temporarily_unavailable', description, { retryAfter: 1 });

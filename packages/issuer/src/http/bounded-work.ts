import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { MiddlewareHandler, Context as Request } from 'hono';
import { inTime } from '../runtime/in-time.ts';

export interface WorkBounds {
  /** Requests under way at a time, answered too late or not at all ones included. */
  requests: number;
  /** The same for the requests of one network. */
  requestsPerNetwork?: number;
  /** Until the answer, in milliseconds. */
  requestTimeout: number;
  /** What a request is counted by; null for one that counts in the sum alone. */
  networkOf?: (request: Request) => string | null;
  /** Paths that wait for news, and end by themselves. */
  except?: ReadonlySet<string>;
}

/**
 * Keeps a database that is silent, and not gone, from keeping everybody waiting: who has waited for
 * too long is told so, and who comes when too many wait is refused at once. What was asked of the
 * database may still happen, so that the outcome is unknown.
 */
export function boundWork(bounds: WorkBounds): MiddlewareHandler {
  const { requests, requestsPerNetwork = requests, requestTimeout, networkOf, except } = bounds;
  let underWay = 0;
  const ofNetwork = new Map<string, number>();
  const count = (network: string | null, by: 1 | -1) => {
    underWay += by;
    if (network === null) return;
    const now = (ofNetwork.get(network) ?? 0) + by;
    if (now > 0) ofNetwork.set(network, now);
    else ofNetwork.delete(network);
  };
  return async (request, next) => {
    if (except?.has(request.req.path)) return next();
    const network = networkOf?.(request) ?? null;
    const isFull =
      underWay >= requests ||
      (network !== null && (ofNetwork.get(network) ?? 0) >= requestsPerNetwork);
    if (isFull) throw unavailable('Too many requests are under way. Try again.');
    count(network, 1);
    const work = next().finally(() => count(network, -1));
    await inTime(work, requestTimeout, tooLate);
  };
}

const tooLate = () =>
  unavailable('The request took too long, and the outcome is unknown. Repeat it.');

const unavailable = (description: string) =>
  new OAuthError('temporarily_unavailable', description, { retryAfter: 1 });

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';

interface Dependencies {
  log: Log;
  clock: Pick<Clock, 'monotonic'>;
  addressOf(request: IncomingMessage): string;
}

/** Long enough to be a secret: a sign-in in progress, a token that was put into a path. */
const unguessable = /[A-Za-z0-9_-]{40,}/g;

/** A line for every request when it is over, without its query: there are codes and states in it. */
export const logRequests =
  ({ log, clock, addressOf }: Dependencies) =>
  (request: IncomingMessage, response: ServerResponse, requestId: string): void => {
    const begun = clock.monotonic();
    const { method, url = '' } = request;
    const address = addressOf(request);
    response.once('close', () => {
      const path = url.split('?', 1)[0]!.slice(0, 500).replace(unguessable, '…');
      const ms = Math.round((clock.monotonic() - begun) * 10) / 10;
      // Null for a caller who left before the answer.
      const status = response.headersSent ? response.statusCode : null;
      log.info({ requestId, method, path, status, ms, address }, 'request');
    });
  };

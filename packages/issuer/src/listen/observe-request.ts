import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathForLog } from '@sallyport/base/path-for-log.ts';
import { routes } from '../routes.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { notesOf, type RequestNotes } from './request-notes.ts';

interface Dependencies {
  /** Null when there are to be no lines. */
  log: Pick<Log, 'info'> | null;
  clock: Pick<Clock, 'monotonic'>;
  addressOf(request: IncomingMessage): string;
  count(answered: { method: string; status: number; seconds: number; notes: RequestNotes }): void;
}

/** Asked all the time, by gateways and by machines that look after us: a line only when it does not go well. */
const routine: ReadonlySet<string> = new Set([
  ...[routes.renewLease, routes.nextChanges, routes.live, routes.ready],
]);

/**
 * Counts every request when it is over, and writes its line, without query, headers and body: there
 * are codes, states and secrets in them.
 */
export const observeRequest =
  ({ log, clock, addressOf, count }: Dependencies) =>
  (request: IncomingMessage, response: ServerResponse, requestId: string): void => {
    const begun = clock.monotonic();
    const { method = '', url = '' } = request;
    const address = addressOf(request);
    response.once('close', () => {
      const ms = Math.round((clock.monotonic() - begun) * 10) / 10;
      // 0 for a caller who left before the answer.
      const status = response.headersSent ? response.statusCode : 0;
      const notes = notesOf(request);
      count({ method, status, seconds: ms / 1e3, notes });
      if (!log || (status === 200 && routine.has(notes.route ?? ''))) return;
      const { route, client, grant: grantType, sub, error: reason } = notes;
      const path = pathForLog(url.split('?', 1)[0]!);
      const line = { requestId, method, path, route, status: status || null, ms, address };
      log.info({ ...line, sub, client, grantType, reason }, 'request');
    });
  };

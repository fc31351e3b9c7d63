import type { ServerResponse } from 'node:http';
import type { Log } from '../settings.ts';
import { refusal } from './refusal.ts';
import { respondRefusal } from './respond.ts';

/**
 * Runs what answers a request. Whatever it throws, at once or later, is a logged 500: out of a
 * listener it would be the end of the process, and of every other request in it.
 */
export function catchErrors(
  run: () => void | Promise<void>,
  response: ServerResponse,
  requestId: string,
  log: Log,
): void {
  try {
    run()?.catch((error) => fail(error, response, requestId, log));
  } catch (error) {
    fail(error, response, requestId, log);
  }
}

function fail(error: unknown, response: ServerResponse, requestId: string, log: Log): void {
  log.error({ err: error, requestId }, 'A request failed');
  // Cut off, so that no caller takes a part for the whole.
  if (response.headersSent) response.destroy();
  if (response.destroyed) return;
  respondRefusal(
    response,
    refusal('server_error', 'The gateway failed. Its log says why.'),
    requestId,
  );
}

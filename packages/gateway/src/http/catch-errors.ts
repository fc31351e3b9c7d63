import type { ServerResponse } from 'node:http';
import type { Log } from '../settings.ts';
import { internalError } from './refusal.ts';
import { respondRefusal } from './respond.ts';

/**
 * Runs the handler of a request. An error that it throws, at once or later, is logged and answered
 * with 500: thrown from a listener it would end the process, and all other requests with it.
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
  respondRefusal(response, internalError(), requestId);
}

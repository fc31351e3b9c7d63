import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is left of a request and worth reading to keep its connection, in bytes. */
const maxDiscardedBytes = 256 * 1024;

/**
 * To be called before an answer is begun. @returns whether the request has not come whole. The rest of it
 * stands before the next request on the connection, and has to be read, or the connection closed (RFC
 * 9112, section 9.3). A little is worth reading; after much, or an unknown length, the
 * answer closes.
 */
export function prepareEarlyAnswer(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.complete) return false;
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (length === undefined && coding === undefined) return false;
  if (!(Number(length) <= maxDiscardedBytes)) response.shouldKeepAlive = false;
  return true;
}

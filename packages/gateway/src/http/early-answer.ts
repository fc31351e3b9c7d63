import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is left of a request and worth reading to keep its connection, in bytes. */
const maxDiscardedBytes = 256 * 1024;
/** How long that may take, in milliseconds. */
const discardTimeoutMs = 10_000;

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
  endUnlessComplete(request, discardTimeoutMs);
  return true;
}

/** Otherwise half a body would hold its connection for as long as its caller likes. */
export function endUnlessComplete(request: IncomingMessage, ms: number): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, ms);
  request.once('close', () => clearTimeout(timer));
}

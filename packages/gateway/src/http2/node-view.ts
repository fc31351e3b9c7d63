import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  constants,
  Http2ServerRequest,
  Http2ServerResponse,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Caller } from '../http/caller.ts';

/**
 * Whether an answer went out whole. A stream is closed when the last frame has left, which may be before
 * Node's stream says that it has finished.
 */
export const isWhole = ({ closed, headersSent, aborted, rstCode }: ServerHttp2Stream): boolean =>
  closed && headersSent && !aborted && rstCode === constants.NGHTTP2_NO_ERROR;

interface View {
  /** Of `Strict-Transport-Security`, or null. */
  security: string | null;
  /** So many bytes of a body were given to the stream. */
  given(bytes: number): void;
}

/**
 * A stream as token handler and static files know a request: what they use of `node:http`.
 *
 * @param headers by name, as Node has read them
 */
export function nodeViewOf(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { security, given }: View,
): NonNullable<Caller['node']> {
  const request = new Http2ServerRequest(stream, headers, {}, []);
  const response = new Http2ServerResponse(stream);
  // `ServerResponse` has it, and this one only in its types.
  Object.defineProperty(response, 'destroyed', { get: () => stream.destroyed });
  Object.defineProperty(response, 'writableFinished', { get: () => isWhole(stream) });
  const write = response.write.bind(response) as (chunk: Buffer, ...rest: never[]) => boolean;
  response.write = (chunk: Buffer, ...rest: never[]) => {
    given(chunk.length);
    return write(chunk, ...rest);
  };
  if (security !== null) response.setHeader('Strict-Transport-Security', security);
  return {
    request: request as unknown as IncomingMessage,
    response: response as unknown as ServerResponse,
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  Http2ServerRequest,
  Http2ServerResponse,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Caller } from '../http/caller.ts';
import { isWhole } from './is-whole.ts';

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

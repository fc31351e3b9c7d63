import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorStatus } from '@sallyport/protocol/errors.ts';

/** A refusal before any endpoint was found, in the form of RFC 6749, section 5.2. */
export interface Refusal {
  code:
    | 'invalid_request'
    | 'request_timeout'
    | 'content_too_large'
    | 'uri_too_long'
    | 'header_fields_too_large';
  description: string;
}

const headersOf = (body: string) => ({
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(body)),
  'Cache-Control': 'no-store',
  // What else the sender wants to say is not read.
  Connection: 'close',
});

const bodyOf = ({ code, description }: Refusal): string =>
  JSON.stringify({ error: code, error_description: description });

/** Answers, and reads nothing more from this connection. */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) return;
  const body = bodyOf(refusal);
  const { socket } = response;
  response.writeHead(errorStatus(refusal.code), headersOf(body));
  response.end(body, () => socket?.destroySoon());
}

/** The same, where there is no request that could be answered. */
export function refuseSocket(socket: Duplex, refusal: Refusal): void {
  const body = bodyOf(refusal);
  const status = errorStatus(refusal.code);
  const headers = Object.entries({ ...headersOf(body), 'X-Content-Type-Options': 'nosniff' });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...headers.map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
}

/** What Node's parser did not take, told to its sender. Null for a connection that is lost. */
export function refusalOf(error: NodeJS.ErrnoException): Refusal | null {
  switch (error.code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return null;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'request_timeout', description: 'The request did not arrive in time.' };
    case 'HPE_HEADER_OVERFLOW':
      return {
        code: 'header_fields_too_large',
        description: 'The request line and headers are too large.',
      };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { code: 'content_too_large', description: 'The chunk extensions are too large.' };
    default:
      return {
        code: 'invalid_request',
        description: 'The request is not valid HTTP/1.1, or is ambiguous.',
      };
  }
}

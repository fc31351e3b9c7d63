import { constants, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { readIncoming } from '../http/incoming.ts';
import { listen } from '../http/listen.ts';
import type { RequestIds } from '../http/request-id.ts';
import { sessionOptions } from '../http2/limits.ts';
import { answeredHere, answeredWith } from '../observe.ts';
import type { Listener, Log } from '../settings.ts';
import { type CheckResponse, readCheckRequest, writeCheckResponse } from './check-messages.ts';
import { CheckSessions } from './check-sessions.ts';
import type { DecideContext } from './decide.endpoint.ts';
import { allowedFacts, forProxies, forwardedInPlace, judge } from './judge.ts';

/** gRPC over HTTP/2: its own path, its own content type, and a status in the trailers. */
const method = '/envoy.service.auth.v3.Authorization/Check';
const contentType = 'application/grpc';
const grpcStatus = { ok: '0', invalidArgument: '3', unimplemented: '12', internal: '13' };

/** Envoy sends at most 60 kB of headers; no body is asked for. */
const maxMessage = 256 * 1024;
const prefixLength = 5;

/** Bounds against a peer that opens streams and takes nothing: Envoy itself keeps to fewer. */
const settings = { maxConcurrentStreams: 1_000, maxHeaderListSize: 16 * 1024 };

interface Dependencies extends DecideContext {
  requestIds: RequestIds;
  log: Log;
}

export interface CheckServer {
  listen(listener: Listener): Promise<number>;
  close(): Promise<void>;
}

/** Answers Envoy's `ext_authz` over gRPC: the same verdicts as `/decide`. */
export function createCheckServer(context: Dependencies): CheckServer {
  const server: Http2Server = createServer({ ...sessionOptions, settings });
  const sessions = new CheckSessions(context);
  sessions.attach(server);
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => stream.destroy());
    if (headers[':path'] !== method || !headers['content-type']?.startsWith(contentType)) {
      finish(stream, grpcStatus.unimplemented, 'This port serves only ext_authz over gRPC.');
      return;
    }
    collect(stream, (message) => {
      answer(message, context).then(
        (response) => reply(stream, writeCheckResponse(response)),
        (error: unknown) => {
          context.log.error({ err: error }, 'A check by gRPC failed');
          finish(stream, grpcStatus.internal, 'The gateway failed. Its log says why.');
        },
      );
    });
  });
  return {
    listen: (listener) => listen(server, listener),
    async close() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      sessions.close();
      await closed;
    },
  };
}

/** The one message of a unary call: a flag for compression, four bytes of length, and the bytes. */
function collect(stream: ServerHttp2Stream, use: (message: Buffer) => void): void {
  const pieces: Buffer[] = [];
  let size = 0;
  stream.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size > maxMessage) {
      stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      return;
    }
    pieces.push(piece);
  });
  stream.on('end', () => {
    // It ends, too, when the asker takes its question back.
    if (!isOpen(stream)) return;
    const bytes = Buffer.concat(pieces);
    const whole =
      bytes.length >= prefixLength && bytes.length === prefixLength + bytes.readUInt32BE(1);
    if (!whole || bytes[0] !== 0) {
      finish(stream, grpcStatus.invalidArgument, 'Send one message, uncompressed.');
      return;
    }
    use(bytes.subarray(prefixLength));
  });
}

async function answer(message: Buffer, context: Dependencies): Promise<CheckResponse> {
  const { pipeline, observer, scheme, clock, requestIds } = context;
  const arrivedAt = clock.monotonic();
  const { method, path, host, headers, address = '' } = readCheckRequest(message);
  const requestId = requestIds(headers);
  const rawHeaders = ['host', host, ...headers.filter(isNotHost)];
  const incoming = readIncoming(method, path, rawHeaders, { address, scheme }, requestId);
  const about = { incoming, mode: 'decide', arrivedAt } as const;
  const decision = await judge(incoming, context);
  if (decision.kind === 'permit') observer.observe(decision, incoming, 'decide');
  if (decision.kind !== 'refuse') {
    const { returned: headers, setCookies, ...facts } = allowedFacts(decision, pipeline);
    // Envoy answers with what is not let through: the only way to answer a preflight.
    const status = decision.kind === 'preflight' ? 204 : 200;
    observer.answered(answeredHere({ ...about, ...facts, status }));
    const returned = [...headers, ...setCookies.flatMap((cookie) => ['Set-Cookie', cookie])];
    return status === 204
      ? { status, headers: returned, returned: [], body: '' }
      : { status, headers: forwardedInPlace(decision, incoming), returned, body: '' };
  }
  const denied = forProxies(decision, 'envoy');
  observer.observe(denied, incoming, 'decide');
  const cors = pipeline.corsHeaders(denied.route, incoming);
  const { status, error, description, headers: own } = denied.refusal;
  observer.answered({ ...answeredWith(denied, about), status, grpcStatus: null });
  const body = JSON.stringify({ error, error_description: description, request_id: requestId });
  const answered = [
    ...['Content-Type', 'application/json', 'Cache-Control', 'no-store'],
    ...['X-Request-Id', requestId],
    ...own,
    ...cors,
  ];
  return { status, headers: answered, returned: [], body };
}

/** Envoy's own word is in a field. */
const isNotHost = (_: string, index: number, all: readonly string[]): boolean =>
  all[index - (index % 2)] !== 'host';

/** A stream that its other side has reset is closed some turns before it is destroyed, and Node throws for an answer on it. */
const isOpen = ({ destroyed, closed }: ServerHttp2Stream): boolean => !destroyed && !closed;

function reply(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (!isOpen(stream)) return;
  const frame = Buffer.alloc(prefixLength + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, prefixLength);
  stream.respond({ ':status': 200, 'content-type': contentType }, { waitForTrailers: true });
  stream.once('wantTrailers', () => {
    if (isOpen(stream)) stream.sendTrailers({ 'grpc-status': grpcStatus.ok });
  });
  stream.end(frame);
}

/** An answer without a message: its status is in the headers. */
function finish(stream: ServerHttp2Stream, status: string, message: string): void {
  if (!isOpen(stream) || stream.headersSent) return;
  const headers = { 'content-type': contentType, 'grpc-status': status, 'grpc-message': message };
  stream.respond({ ':status': 200, ...headers }, { endStream: true });
}

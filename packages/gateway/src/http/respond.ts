import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Caller } from './caller.ts';
import { prepareEarlyAnswer } from './early-answer.ts';
import { grpcEnd, isGrpcCall, withRequestId } from './grpc.ts';
import type { Refusal } from './refusal.ts';

/** Answers in JSON that no cache may keep. */
export function respondJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: readonly string[] = [],
): void {
  const payload = Buffer.from(JSON.stringify(body));
  // The body may have been read in part, and then Node does not read on.
  if (prepareEarlyAnswer(response.req, response)) response.req.resume();
  response.writeHead(status, [...headersOf(payload), ...headers]);
  // To HEAD, the same header section and nothing after it (RFC 9110, section 9.3.2).
  if (response.req.method === 'HEAD') response.end();
  else response.end(payload);
}

export function respondRefusal(
  response: ServerResponse,
  refused: Refusal,
  requestId: string,
  more: readonly string[] = [],
): void {
  const headers = ['X-Request-Id', requestId, ...refused.headers, ...more];
  respondJson(response, refused.status, bodyOf(refused, requestId), headers);
}

/** The same to a caller of any protocol, in the terms of gRPC to its calls, unless its answer has begun. */
export function refuse(
  caller: Caller,
  refused: Refusal,
  requestId: string,
  more: readonly string[] = [],
): void {
  if (caller.headSent || caller.closed) return;
  const { status, description, headers } = refused;
  if (isGrpcCall(caller)) {
    const end = grpcEnd(status, withRequestId(description, requestId));
    const head = [...end, 'X-Request-Id', requestId, ...headers, ...more];
    caller.writeHead(200, 'OK', head);
    caller.discardBody();
    caller.end();
    return;
  }
  const payload = Buffer.from(JSON.stringify(bodyOf(refused, requestId)));
  const head = [...headersOf(payload), 'X-Request-Id', requestId, ...headers, ...more];
  caller.writeHead(status, STATUS_CODES[status] ?? '', head);
  caller.discardBody();
  if (caller.method !== 'HEAD') caller.write(payload);
  caller.end();
}

const bodyOf = ({ error, description }: Refusal, requestId: string) => ({
  error,
  error_description: description,
  request_id: requestId,
});

const headersOf = (payload: Buffer): string[] => [
  'Content-Type',
  'application/json',
  'Content-Length',
  String(payload.length),
  'Cache-Control',
  'no-store',
  'X-Content-Type-Options',
  'nosniff',
];

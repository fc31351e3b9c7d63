import type { ServerResponse } from 'node:http';
import { prepareEarlyAnswer } from './early-answer.ts';
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
  response.writeHead(status, [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(payload.length),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
    ...headers,
  ]);
  // To HEAD, the same header section and nothing after it (RFC 9110, section 9.3.2).
  if (response.req.method === 'HEAD') response.end();
  else response.end(payload);
}

export function respondRefusal(
  response: ServerResponse,
  refusal: Refusal,
  requestId: string,
  headers: readonly string[] = [],
): void {
  const { status, error, description } = refusal;
  respondJson(response, status, { error, error_description: description, request_id: requestId }, [
    'X-Request-Id',
    requestId,
    ...refusal.headers,
    ...headers,
  ]);
}

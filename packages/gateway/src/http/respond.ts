import type { ServerResponse } from 'node:http';
import type { Refusal } from './refusal.ts';

/** Answers in JSON that nobody may keep. */
export function respondJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: readonly string[] = [],
): void {
  const payload = Buffer.from(JSON.stringify(body));
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
  response.end(payload);
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

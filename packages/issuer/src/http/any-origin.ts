import type { ServerResponse } from 'node:http';
import type { MiddlewareHandler, Context as Request } from 'hono';

const headers = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate',
} as const;

/** Lets pages of any origin read the answers of what it is mounted for, errors included. */
export const anyOrigin = (): MiddlewareHandler => (request, next) => {
  setOnAnswer(request, headers);
  return next();
};

/**
 * Headers of the answer, whatever it will be. They are told to Node's response: a header that is added
 * to a finished web `Response` costs a copy of it, body and all.
 */
export function setOnAnswer(request: Request, headers: Readonly<Record<string, string>>): void {
  const outgoing = request.env['outgoing'] as ServerResponse;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}

/** What tracing in a page adds to its requests by itself (W3C Trace Context, Baggage; Sentry). */
export const tracingHeaders = 'traceparent, tracestate, baggage, sentry-trace';

/** Answers the question that a browser asks first. */
export const preflight = () => (request: Request) =>
  request.body(null, 204, {
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': `authorization, content-type, ${tracingHeaders}`,
    'Access-Control-Max-Age': '600',
  });

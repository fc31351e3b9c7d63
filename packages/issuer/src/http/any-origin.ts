import type { ServerResponse } from 'node:http';
import type { MiddlewareHandler, Context as Request } from 'hono';

const headers = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate',
} as const;

/**
 * Lets pages of any origin read the answers of what it is mounted for, errors included. Told to Node's
 * response: a header that is added to a finished web `Response` costs a copy of it, body and all.
 */
export const anyOrigin = (): MiddlewareHandler => (request, next) => {
  const outgoing = request.env['outgoing'] as ServerResponse;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  return next();
};

/** What tracing in a page adds to its requests by itself (W3C Trace Context, Baggage; Sentry). */
export const tracingHeaders = 'traceparent, tracestate, baggage, sentry-trace';

/** Answers the question that a browser asks first. */
export const preflight = () => (request: Request) =>
  request.body(null, 204, {
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': `authorization, content-type, ${tracingHeaders}`,
    'Access-Control-Max-Age': '600',
  });

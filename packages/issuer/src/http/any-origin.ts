import type { Context as Request } from 'hono';
import { routes } from '../routes.ts';

/**
 * What pages of any origin may call: no cookie counts there, so that nothing is given away to a
 * page that its visitor did not give it (Fetch, section 3.2).
 */
export const anyOriginPaths: ReadonlySet<string> = new Set([
  routes.openidConfiguration,
  routes.authorizationServerMetadata,
  routes.jwks,
  routes.token,
  routes.userinfo,
  routes.revoke,
]);

export const anyOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate',
} as const;

/** What tracing in a page adds to its requests by itself (W3C Trace Context, Baggage; Sentry). */
export const tracingHeaders = 'traceparent, tracestate, baggage, sentry-trace';

/** Answers the question that a browser asks first. */
export const preflight = () => (request: Request) =>
  request.body(null, 204, {
    ...anyOrigin,
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': `authorization, content-type, ${tracingHeaders}`,
    'Access-Control-Max-Age': '600',
  });

import type { Permit } from '../decision/permit.ts';
import type { Caller } from '../http/caller.ts';
import { upgradeHeaders } from '../http/web-socket.ts';
import { strippedPrefix, upstreamPath } from '../routes/upstream-target.ts';
import type { UpstreamRequest } from '../upstream/connections.ts';
import type { RouteTarget } from '../upstream/target-group.ts';
import { forwardedHeaders } from './request-headers.ts';
import { acceptsTrailers } from './trailers.ts';

/**
 * The head of the request to the upstream.
 *
 * @param servedHost see `createServedHosts`
 */
export function upstreamRequest(
  { rawHeaders, upgrades }: Caller,
  { entry, route, incoming }: Permit,
  target: RouteTarget,
  servedHost: (host: string) => string,
): Omit<UpstreamRequest, 'body' | 'upgraded' | 'timeouts'> {
  const { method, path, query, host, scheme, clientAddress, requestId } = incoming;
  const headers = forwardedHeaders(rawHeaders, {
    authorization: entry?.authorization ?? null,
    upstreamHost: target.upstream.host,
    // A route that names its hosts says that they are ours.
    host: route.host === null ? servedHost(host) : host,
    scheme,
    clientAddress,
    requestId,
    prefix: strippedPrefix(route, path),
    invalidTrace: incoming.traceId === null,
    opened: route.forwardHeaders,
  });
  if (upgrades) headers.push(...upgradeHeaders);
  return {
    method,
    target: upstreamPath(target, route, path) + query,
    headers,
    acceptsTrailers: target.protocol === 'http2' && acceptsTrailers(rawHeaders),
  };
}

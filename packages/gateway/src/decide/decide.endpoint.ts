import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pipeline } from '../decision/pipeline.ts';
import { prepareEarlyAnswer } from '../http/early-answer.ts';
import { type Incoming, readIncoming } from '../http/incoming.ts';
import { respondRefusal } from '../http/respond.ts';
import { answeredHere, answeredWith, type Observer } from '../observe.ts';
import type { RateLimiter } from '../rate-limits/rate-limiter.ts';
import type { Clock, Scheme } from '../settings.ts';
import type { CacheableDecisions } from './cacheable-decisions.ts';
import { allowedFacts, forProxies, forwardedInPlace, judge } from './judge.ts';
import { envoyPrefix, readEnvoyOriginal, readOriginal } from './original-request.ts';

export interface DecideContext {
  pipeline: Pipeline;
  rateLimiter: RateLimiter;
  observer: Observer;
  clock: Pick<Clock, 'monotonic'>;
  scheme: Scheme;
  /** Null where proxies are not to keep decisions. */
  cacheable: CacheableDecisions | null;
}

/**
 * `/decide`, with any method: for nginx `auth_request`, ingress-nginx, HAProxy, Traefik `forwardAuth` and Caddy
 * `forward_auth`; and `/ext_authz/…`, for Envoy. The same verdict as the gateway's own: 200, or 401, 403 or 503; and 429
 * towards Envoy, where others get 403 with `too_many_requests` and `Retry-After`.
 *
 * The proxy sends the caller's headers and says which request it asks about: method and target in
 * `X-Forwarded-Method` and `-Uri` (or `X-Original-Method` and `-URI`), the caller's host in
 * `X-Forwarded-Host` (or, with the other two, in `Host`); ingress-nginx says it in `X-Original-URL`. The
 * last address in `X-Forwarded-For` is taken for the caller's, to be fair among callers and for rate limits.
 *
 * A 200 has what the proxy must forward in place of the caller's own: `Authorization` with the
 * inside JWT, and `Cookie` without our cookies, empty where no other is left. An upstream that is sent
 * the caller's `Cookie` holds the caller's session. A `Set-Cookie` belongs into the response, which no
 * shared cache may keep: of a session it knows nothing. Each is there once more as `Sallyport-Set-Cookie-1` and so on,
 * for nginx and Caddy, which have no variable for one of several headers of a name; a refusal, which
 * proxies pass on as it is, does not have these. At a public route, and for a preflight,
 * `Authorization` is empty. The `Access-Control-` headers of a route belong into the response, too.
 */
export async function decide(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  context: DecideContext,
): Promise<void> {
  const { pipeline, observer, clock, scheme, cacheable } = context;
  const arrivedAt = clock.monotonic();
  const incoming = readRequest(request, requestId, scheme);
  const about = { incoming, mode, arrivedAt } as const;
  const decision = await judge(incoming, context);
  if (decision.kind === 'refuse') {
    const denied = forProxies(decision, isEnvoy(request.url) ? 'envoy' : 'other');
    observer.observe(denied, incoming, mode);
    const cors = pipeline.corsHeaders(denied.route, incoming);
    respondRefusal(response, denied.refusal, requestId, cors);
    const { status } = denied.refusal;
    observer.answered({ ...answeredWith(denied, about), status, grpcStatus: null });
    return;
  }
  if (decision.kind === 'permit') observer.observe(decision, incoming, mode);
  const { returned, setCookies, ...facts } = allowedFacts(decision, pipeline);
  const headers = [...forwardedInPlace(decision, incoming), ...returned];
  headers.push('Cache-Control', 'no-store', 'Content-Length', '0');
  // A proxy that keeps it counts no requests, and knows nothing of the origins that CORS headers are for.
  const mayBeKept = decision.kind === 'permit' && returned.length === 0;
  if (mayBeKept && cacheable?.mayGive(decision.permit)) headers.push('X-Accel-Expires', '1');
  for (const [index, cookie] of setCookies.entries()) {
    headers.push('Set-Cookie', cookie, `Sallyport-Set-Cookie-${index + 1}`, cookie);
  }
  prepareEarlyAnswer(request, response);
  response.writeHead(200, headers).end();
  observer.answered(answeredHere({ ...about, ...facts, status: 200 }));
}

const mode = 'decide';

const isEnvoy = (url = ''): boolean => url.startsWith(envoyPrefix);

/** The request that the proxy asks about, with a fault where it cannot be understood. */
function readRequest(
  { method = '', url = '', rawHeaders, socket }: IncomingMessage,
  id: string,
  scheme: Scheme,
): Incoming {
  const address = socket.remoteAddress ?? '';
  const original = isEnvoy(url)
    ? readEnvoyOriginal(method, url, rawHeaders)
    : readOriginal(rawHeaders);
  if (!original.ok) {
    const client = { address, scheme };
    return { ...readIncoming(method, '/', rawHeaders, client, id), fault: original.reason };
  }
  const { target, clientAddress = address } = original;
  const client = { address: clientAddress, scheme };
  const incoming = readIncoming(original.method, target, rawHeaders, client, id);
  if (original.host !== undefined) incoming.host = original.host.toLowerCase();
  return incoming;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Allowed, type Denied, deny } from '../decision/decision.ts';
import { maxRedecisions } from '../decision/permit.ts';
import type { Pipeline } from '../decision/pipeline.ts';
import { withoutCookies } from '../http/cookies.ts';
import { type Incoming, readIncoming } from '../http/incoming.ts';
import { permissionUnsettled, type Refusal, refusal } from '../http/refusal.ts';
import { respondRefusal } from '../http/respond.ts';
import { answeredHere, answeredWith, type Observer } from '../observe.ts';
import type { Clock, Scheme } from '../settings.ts';
import { isOurCookie } from '../token-handler/cookie-names.ts';
import { envoyPrefix, readEnvoyOriginal, readOriginal } from './original-request.ts';

export interface DecideContext {
  pipeline: Pipeline;
  observer: Observer;
  clock: Pick<Clock, 'monotonic'>;
  scheme: Scheme;
}

/**
 * `/decide`, with any method: for nginx `auth_request`, ingress-nginx, HAProxy, Traefik `forwardAuth` and Caddy
 * `forward_auth`; and `/ext_authz/…`, for Envoy. The same verdict as the gateway's own: 200, or 401, 403 or 503.
 *
 * The proxy sends the caller's headers and says which request it asks about: method and target in
 * `X-Forwarded-Method` and `-Uri` (or `X-Original-Method` and `-URI`), the caller's host in
 * `X-Forwarded-Host` (or, with the other two, in `Host`); ingress-nginx says it in `X-Original-URL`. The last address in `X-Forwarded-For` is
 * taken for the caller's, to be fair among callers and for nothing else.
 *
 * A 200 has what the proxy must forward in place of the caller's own: `Authorization` with the
 * inside JWT, and `Cookie` without our cookies, empty where no other is left. An upstream that is sent
 * the caller's `Cookie` holds the caller's session. A `Set-Cookie` belongs into the response, which no
 * shared cache may keep: of a session it knows nothing.
 */
export async function decide(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  { pipeline, observer, clock, scheme }: DecideContext,
): Promise<void> {
  const arrivedAt = clock.monotonic();
  const incoming = readRequest(request, requestId, scheme);
  const about = { incoming, mode, arrivedAt } as const;
  const decision = await settle(incoming, pipeline);
  observer.observe(decision, mode);
  if (decision.kind === 'refuse') {
    const refused = forProxies(decision.refusal);
    respondRefusal(response, refused, requestId);
    observer.answered({ ...answeredWith(decision, about), status: refused.status });
    return;
  }
  const { entry, setCookies, route } = decision.permit;
  const headers = ['Authorization', entry.authorization, 'X-Request-Id', requestId];
  headers.push(...forwardedCookie(incoming));
  headers.push('Cache-Control', 'no-store', 'Content-Length', '0');
  for (const cookie of setCookies) headers.push('Set-Cookie', cookie);
  response.writeHead(200, headers).end();
  const { principal } = entry;
  observer.answered(answeredHere({ ...about, pattern: route.path, principal, status: 200 }));
}

const mode = 'decide';

/** The request that the proxy asks about, with a fault where it cannot be understood. */
function readRequest(
  { method = '', url = '', rawHeaders, socket }: IncomingMessage,
  id: string,
  scheme: Scheme,
): Incoming {
  const address = socket.remoteAddress ?? '';
  const original = url.startsWith(envoyPrefix)
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

/** A decision that is still valid at the moment of the answer, as the gateway's is at dispatch. */
async function settle(incoming: Incoming, pipeline: Pipeline): Promise<Allowed | Denied> {
  if (incoming.fault !== null) return deny(refusal('invalid_request', incoming.fault));
  for (let redecided = 0; redecided <= maxRedecisions; redecided++) {
    const decision = await pipeline.decide(incoming);
    if (decision.kind === 'no_route') {
      return deny(refusal('not_found', 'The gateway has no route for this path.'));
    }
    if (decision.kind === 'refuse' || decision.permit.isValid()) return decision;
  }
  return deny(permissionUnsettled());
}

/** Some proxies leave the caller's header alone where the answer has none. */
const forwardedCookie = ({ cookie }: Incoming): string[] =>
  cookie === undefined ? [] : ['Cookie', withoutCookies(cookie, isOurCookie) ?? ''];

/** nginx knows 401 and 403 as refusals and turns any other 4xx into a 500. */
const forProxies = (refused: Refusal): Refusal =>
  refused.status >= 500 || refused.status === 401 ? refused : { ...refused, status: 403 };

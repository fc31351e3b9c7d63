import type { IncomingMessage, ServerResponse } from 'node:http';
import { withoutCookies } from '../http/cookies.ts';
import { type Incoming, readIncoming } from '../http/incoming.ts';
import { permissionUnsettled, type Refusal, refusal } from '../http/refusal.ts';
import { respondRefusal } from '../http/respond.ts';
import { maxRedecisions } from '../permit.ts';
import type { Decision, Pipeline } from '../pipeline.ts';
import { isOurCookie } from '../token-handler/cookie-names.ts';
import { readOriginal } from './original-request.ts';

/**
 * `GET`, `HEAD` or `POST /decide`: for nginx `auth_request`, Traefik `forwardAuth`, Caddy `forward_auth`. The same
 * verdict as the gateway's own: 200, or 401, 403 or 503.
 *
 * The proxy sends the caller's headers and says which request it asks about: method and target in
 * `X-Forwarded-Method` and `-Uri` (or `X-Original-Method` and `-URI`), the caller's host in
 * `X-Forwarded-Host` (or, with the other two, in `Host`). The last address in `X-Forwarded-For` is
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
  pipeline: Pipeline,
): Promise<void> {
  const original = readRequest(request);
  const decision = original.ok ? await settle(original.incoming, pipeline) : original.decision;
  if (original.ok && decision.kind === 'permit') {
    const { entry, setCookies } = decision.permit;
    const headers = ['Authorization', entry.authorization, 'X-Request-Id', requestId];
    headers.push(...forwardedCookie(original.incoming));
    headers.push('Cache-Control', 'no-store', 'Content-Length', '0');
    for (const cookie of setCookies) headers.push('Set-Cookie', cookie);
    response.writeHead(200, headers).end();
    return;
  }
  const refused =
    decision.kind === 'refuse'
      ? decision.refusal
      : refusal('not_found', 'The gateway has no route for this path.');
  respondRefusal(response, forProxies(refused), requestId);
}

type ReadResult = { ok: true; incoming: Incoming } | { ok: false; decision: Decision };

function readRequest({ rawHeaders, socket }: IncomingMessage): ReadResult {
  const original = readOriginal(rawHeaders);
  if (!original.ok) return { ok: false, decision: refuse(original.reason) };
  const { method, target, clientAddress = socket.remoteAddress ?? '' } = original;
  const incoming = readIncoming(method, target, rawHeaders, clientAddress);
  if (incoming.fault) return { ok: false, decision: refuse(incoming.fault) };
  if (original.host !== undefined) incoming.host = original.host.toLowerCase();
  return { ok: true, incoming };
}

/** A decision that is still valid at the moment of the answer, as the gateway's is at dispatch. */
async function settle(incoming: Incoming, pipeline: Pipeline): Promise<Decision> {
  for (let redecided = 0; redecided <= maxRedecisions; redecided++) {
    const decision = await pipeline.decide(incoming);
    if (decision.kind !== 'permit' || decision.permit.isValid()) return decision;
  }
  return { kind: 'refuse', refusal: permissionUnsettled() };
}

/** Some proxies leave the caller's header alone where the answer has none. */
const forwardedCookie = ({ cookie }: Incoming): string[] =>
  cookie === undefined ? [] : ['Cookie', withoutCookies(cookie, isOurCookie) ?? ''];

const refuse = (reason: string): Decision => ({
  kind: 'refuse',
  refusal: refusal('invalid_request', reason),
});

/** nginx knows 401 and 403 as refusals and turns any other 4xx into a 500. */
const forProxies = (refused: Refusal): Refusal =>
  refused.status >= 500 || refused.status === 401 ? refused : { ...refused, status: 403 };

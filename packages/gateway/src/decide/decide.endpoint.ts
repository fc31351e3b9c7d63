import type { IncomingMessage, ServerResponse } from 'node:http';
import { readIncoming } from '../http/incoming.ts';
import { type Refusal, refusal } from '../http/refusal.ts';
import { respondRefusal } from '../http/respond.ts';
import type { Decision, Pipeline } from '../pipeline.ts';
import { readOriginal } from './original-request.ts';

/**
 * `GET`, `HEAD` or `POST /decide`: for nginx `auth_request`, Traefik `forwardAuth`, Caddy `forward_auth`. The same
 * verdict as the gateway's own: 200 with the `Authorization` that the proxy has to
 * forward in place of the caller's, or 401, 403 or 503.
 */
export async function decide(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  pipeline: Pipeline,
): Promise<void> {
  const decision = await judge(request, pipeline);
  if (decision.kind === 'permit') {
    const { entry, setCookies } = decision.permit;
    const headers = ['Authorization', entry.authorization, 'X-Request-Id', requestId];
    headers.push('Cache-Control', 'no-store', 'Content-Length', '0');
    for (const cookie of setCookies) headers.push('Set-Cookie', cookie);
    response.writeHead(200, headers).end();
    return;
  }
  const refused =
    decision.kind === 'no_route'
      ? refusal('not_found', 'No route of the gateway is for this path.')
      : decision.refusal;
  respondRefusal(response, forProxies(refused), requestId);
}

function judge(request: IncomingMessage, pipeline: Pipeline): Decision | Promise<Decision> {
  const original = readOriginal(request.rawHeaders);
  if (!original.ok) return refuse(original.reason);
  const incoming = readIncoming(original.method, original.target, request.rawHeaders);
  if (incoming.fault) return refuse(incoming.fault);
  if (original.host !== undefined) incoming.host = original.host.toLowerCase();
  return pipeline.decide(incoming);
}

const refuse = (reason: string): Decision => ({
  kind: 'refuse',
  refusal: refusal('invalid_request', reason),
});

/** nginx knows 401 and 403 as refusals and turns any other 4xx into a 500. */
const forProxies = (refused: Refusal): Refusal =>
  refused.status >= 500 || refused.status === 401 ? refused : { ...refused, status: 403 };

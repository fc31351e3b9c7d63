import { type Allowed, type Denied, deny, type Preflight } from '../decision/decision.ts';
import { maxRedecisions } from '../decision/permit.ts';
import type { Pipeline } from '../decision/pipeline.ts';
import { withoutCookies } from '../http/cookies.ts';
import type { Incoming } from '../http/incoming.ts';
import { permissionUnsettled, refusal } from '../http/refusal.ts';
import type { RateLimiter } from '../rate-limits/rate-limiter.ts';
import { isOurCookie } from '../token-handler/cookie-names.ts';

interface Dependencies {
  pipeline: Pipeline;
  rateLimiter: RateLimiter;
}

/** A decision that is still valid at the moment of the answer, as the gateway's is at dispatch. */
export async function judge(
  incoming: Incoming,
  { pipeline, rateLimiter }: Dependencies,
): Promise<Allowed | Denied | Preflight> {
  let quota: Allowed['quota'];
  if (incoming.fault !== null) return deny(refusal('invalid_request', incoming.fault));
  for (let redecided = 0; redecided <= maxRedecisions; redecided++) {
    const decided = await pipeline.decide(incoming);
    const decision = redecided === 0 ? rateLimiter.limit(decided, incoming) : decided;
    if (redecided === 0 && decision.kind === 'permit') quota = decision.quota;
    if (decision.kind === 'no_route') {
      return deny(refusal('not_found', 'The gateway has no route for this path.'));
    }
    if (decision.kind !== 'permit') return decision;
    if (decision.permit.isValid()) return quota ? { ...decision, quota } : decision;
  }
  return deny(permissionUnsettled());
}

/**
 * What a proxy has to forward in place of the caller's own: `Authorization` with the inside JWT, and
 * `Cookie` without our cookies, empty where no other is left: some proxies leave the caller's header
 * alone where the answer has none.
 */
export function forwardedInPlace(
  decision: Allowed | Preflight,
  { cookie, requestId }: Incoming,
): string[] {
  const entry = decision.kind === 'permit' ? decision.permit.entry : null;
  // Where no caller is known, the empty value takes the place of the caller's own.
  const authorization = entry?.authorization ?? '';
  const headers = ['Authorization', authorization, 'X-Request-Id', requestId];
  if (cookie !== undefined) headers.push('Cookie', withoutCookies(cookie, isOurCookie) ?? '');
  return headers;
}

/** What goes into the answer to the caller, and into the access log. */
export function allowedFacts(decision: Allowed | Preflight, pipeline: Pipeline) {
  if (decision.kind === 'preflight') {
    const { headers: cors, route } = decision;
    return { returned: cors, setCookies: [], pattern: route.path, principal: null };
  }
  const { route, incoming, principal, setCookies } = decision.permit;
  const returned = [...pipeline.corsHeaders(route, incoming), ...(decision.quota ?? [])];
  return { returned, setCookies, pattern: route.path, principal };
}

/**
 * Proxies know 401 and 403 as refusals; nginx turns any other 4xx into a 500. Envoy passes on what it
 * is told: a caller that is to wait is told so.
 */
export function forProxies(denied: Denied, asker: 'envoy' | 'other'): Denied {
  const { status } = denied.refusal;
  return status >= 500 || status === 401 || (asker === 'envoy' && status === 429)
    ? denied
    : { ...denied, refusal: { ...denied.refusal, status: 403 } };
}

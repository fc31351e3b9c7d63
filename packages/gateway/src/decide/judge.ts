import { type Allowed, type Denied, deny } from '../decision/decision.ts';
import { maxRedecisions, type Permit } from '../decision/permit.ts';
import type { Pipeline } from '../decision/pipeline.ts';
import { withoutCookies } from '../http/cookies.ts';
import type { Incoming } from '../http/incoming.ts';
import { permissionUnsettled, type Refusal, refusal } from '../http/refusal.ts';
import { isOurCookie } from '../token-handler/cookie-names.ts';

/** A decision that is still valid at the moment of the answer, as the gateway's is at dispatch. */
export async function judge(incoming: Incoming, pipeline: Pipeline): Promise<Allowed | Denied> {
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

/**
 * What a proxy has to forward in place of the caller's own: `Authorization` with the inside JWT, and
 * `Cookie` without our cookies, empty where no other is left: some proxies leave the caller's header
 * alone where the answer has none.
 */
export function forwardedInPlace({ entry, incoming }: Permit): string[] {
  const { cookie, requestId } = incoming;
  const headers = ['Authorization', entry.authorization, 'X-Request-Id', requestId];
  if (cookie !== undefined) headers.push('Cookie', withoutCookies(cookie, isOurCookie) ?? '');
  return headers;
}

/** Proxies know 401 and 403 as refusals; nginx turns any other 4xx into a 500. */
export const forProxies = (refused: Refusal): Refusal =>
  refused.status >= 500 || refused.status === 401 ? refused : { ...refused, status: 403 };

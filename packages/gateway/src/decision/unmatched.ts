import { refusal } from '../http/refusal.ts';
import type { Match } from '../routes/table.ts';
import { type Denied, deny, type NoRoute, noRoute } from './decision.ts';

/**
 * Methods that no route takes: `TRACE` sends back what the upstream was sent, the inside JWT
 * included (RFC 9110, section 9.3.8), and so does `TRACK` where a server knows it; `CONNECT` is for
 * forward proxies.
 */
export const isNeverForwarded = (method: string): boolean =>
  method === 'TRACE' || method === 'TRACK' || method === 'CONNECT';

export function refuseMethod(method: string): Denied {
  const headers = ['Allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'];
  const description = `The gateway does not forward ${method}.`;
  return deny(refusal('method_not_allowed', description, headers));
}

export function refuseUnmatched(match: Exclude<Match, { kind: 'route' }>): Denied | NoRoute {
  switch (match.kind) {
    case 'no_route':
      return noRoute;
    case 'bad_path':
      return deny(refusal('invalid_request', match.reason));
    case 'method_not_allowed': {
      const allow = match.allow.join(', ');
      const description = `This route takes ${allow}.`;
      return deny(refusal('method_not_allowed', description, ['Allow', allow]));
    }
  }
}

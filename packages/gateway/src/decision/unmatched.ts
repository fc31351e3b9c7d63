import { neverForwarded, takesMethods } from '@sallyport/protocol/routes/never-forwarded.ts';
import { refusal } from '../http/refusal.ts';
import type { Match } from '../routes/table.ts';
import { type Denied, deny, type NoRoute, noRoute } from './decision.ts';

export function refuseMethod(method: string): Denied {
  const headers = ['Allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'];
  return deny(refusal('method_not_allowed', neverForwarded(method), headers));
}

export function refuseUnmatched(match: Exclude<Match, { kind: 'route' }>): Denied | NoRoute {
  switch (match.kind) {
    case 'no_route':
      return noRoute;
    case 'bad_path':
      return deny(refusal('invalid_request', match.reason));
    case 'method_not_allowed': {
      const headers = ['Allow', match.allow.join(', ')];
      return deny(refusal('method_not_allowed', takesMethods(match.allow), headers));
    }
  }
}

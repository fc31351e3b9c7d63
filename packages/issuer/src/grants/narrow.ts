import {
  type AuthorizationDetail,
  coversDetail,
} from '@sallyport/protocol/authorization-details.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { GrantedDetail } from '../authorization-details/detail.ts';

/** What a token request asks for. Empty stands for all that was granted. */
export interface Requested {
  /** RFC 6749, sections 3.3 and 6. */
  scope: readonly string[];
  /** `resource` (RFC 8707, section 2.2): the APIs that the token is to be good for. */
  apis: readonly string[];
  /** `authorization_details` (RFC 9396, section 6). */
  details: readonly AuthorizationDetail[];
}

export interface Granted {
  scope: readonly string[];
  apis: readonly string[];
  /** What it is confined to; empty where it is not. */
  details: readonly GrantedDetail[];
}

/** Why a request for more than was granted is refused; null when it is within. */
export function excessOf(requested: Requested, granted: Granted): OAuthError | null {
  const excess = requested.scope.find((value) => !granted.scope.includes(value));
  if (excess !== undefined) {
    return new OAuthError('invalid_scope', `The scope ${excess} was not granted.`);
  }
  if (!requested.apis.every((api) => granted.apis.includes(api))) {
    return new OAuthError('invalid_target', 'This client has no access to one of the resources.');
  }
  if (!requested.details.every((detail) => coversDetail(granted.details, detail))) {
    return new OAuthError(
      'invalid_authorization_details',
      'One of the authorization_details was not granted.',
    );
  }
  if (granted.details.length > 0 && detailsAt(requested, granted).length === 0) {
    return new OAuthError(
      'invalid_target',
      'None of the authorization_details is for the resource.',
    );
  }
  return null;
}

/**
 * The part of what was granted that is requested.
 *
 * @throws OAuthError `invalid_scope`, `invalid_target` or `invalid_authorization_details` when more
 *   is requested.
 */
export function narrow(
  requested: Requested,
  granted: Granted,
): { scope: string[]; apis: string[]; details: GrantedDetail[] } {
  const excess = excessOf(requested, granted);
  if (excess) throw excess;
  const scope = [...(requested.scope.length > 0 ? requested.scope : granted.scope)];
  const apis = [...(requested.apis.length > 0 ? requested.apis : granted.apis)];
  if (granted.details.length === 0) return { scope, apis, details: [] };
  const details = detailsAt(requested, granted);
  return { scope, apis: [...new Set(details.map(({ api }) => api))], details };
}

/** What a token is confined to: at the resources that are requested. */
function detailsAt(requested: Requested, granted: Granted): GrantedDetail[] {
  const apis = requested.apis.length > 0 ? requested.apis : granted.apis;
  const there = granted.details.filter(({ api }) => apis.includes(api));
  if (requested.details.length === 0) return there;
  return requested.details.flatMap((wanted) =>
    there
      .filter((detail) => coversDetail([detail], wanted))
      .slice(0, 1)
      .map(({ api }) => ({ ...wanted, api })),
  );
}

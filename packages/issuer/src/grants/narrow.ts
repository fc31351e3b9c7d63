import { OAuthError } from '@sallyport/protocol/errors.ts';

/** What a token request asks for. Empty stands for all that was granted. */
export interface Requested {
  /** RFC 6749, sections 3.3 and 6. */
  scope: readonly string[];
  /** `resource` (RFC 8707, section 2.2): the APIs that the token is to be good for. */
  apis: readonly string[];
}

export interface Granted {
  scope: readonly string[];
  apis: readonly string[];
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
  return null;
}

/**
 * The part of what was granted that is requested.
 *
 * @throws OAuthError `invalid_scope` or `invalid_target` when more is requested.
 */
export function narrow(
  requested: Requested,
  granted: Granted,
): { scope: string[]; apis: string[] } {
  const excess = excessOf(requested, granted);
  if (excess) throw excess;
  return {
    scope: [...(requested.scope.length > 0 ? requested.scope : granted.scope)],
    apis: [...(requested.apis.length > 0 ? requested.apis : granted.apis)],
  };
}

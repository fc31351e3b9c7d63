import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/**
 * The client's own value (RFC 6749, section 4.1.1). It is limited because it is stored with each
 * sign-in, which can be begun without any credential.
 */
export function checkState({ form }: AuthorizationRequest) {
  const { state } = form;
  if (state === undefined) return {};
  if (state.length > 2048) {
    throw new OAuthError('invalid_request', 'state may have 2048 characters at most.');
  }
  return { state };
}

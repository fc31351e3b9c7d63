import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/**
 * The client's own (RFC 6749, section 4.1.1). Anybody may begin a sign-in, and it is kept in a row
 * until that ends, and so has a limit.
 */
export function checkState({ form }: AuthorizationRequest) {
  const { state } = form;
  if (state === undefined) return {};
  if (state.length > 2048) {
    throw new OAuthError('invalid_request', 'state may have 2048 characters at most.');
  }
  return { state };
}

import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** Kept until the sign-in is over and put into the ID token as it is, and so has a limit. */
export function checkNonce({ form }: AuthorizationRequest) {
  const { nonce } = form;
  if (nonce === undefined) return {};
  if (nonce.length > 512) {
    throw new OAuthError('invalid_request', 'nonce may have 512 characters at most.');
  }
  return { nonce };
}

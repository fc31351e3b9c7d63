import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** Travels into the ID token unchanged, and so has a limit. */
export function checkNonce({ form }: AuthorizationRequest) {
  const nonce = form.get('nonce');
  if (nonce === undefined) return {};
  if (nonce.length > 512) throw new OAuthError('invalid_request', 'nonce is too long.');
  return { nonce };
}

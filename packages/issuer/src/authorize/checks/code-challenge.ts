import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isCodeChallenge } from '@sallyport/protocol/pkce.ts';
import type { AuthorizationRequest } from '../checks.ts';

/**
 * PKCE with S256 for every client (RFC 9700, section 2.1.1); a confidential one may be registered
 * as `pkce: optional`, and what it sends is enforced all the same. `plain` protects nothing.
 */
export function checkCodeChallenge({ form, client }: AuthorizationRequest) {
  const codeChallenge = form.code_challenge;
  const method = form.code_challenge_method;
  if (codeChallenge === undefined) {
    if (method !== undefined || client.pkce === 'required') {
      throw new OAuthError('invalid_request', 'code_challenge is missing (PKCE, RFC 7636).');
    }
    return {};
  }
  // Left out, the method would mean `plain` (RFC 7636, section 4.3).
  if (method !== 'S256') {
    throw new OAuthError('invalid_request', 'code_challenge_method must be S256.');
  }
  if (!isCodeChallenge(codeChallenge)) {
    throw new OAuthError('invalid_request', 'code_challenge must be a SHA-256 in base64url.');
  }
  return { codeChallenge };
}

import { OAuthError } from '@sallyport/protocol/errors.ts';
import { requireGrant } from '../../clients/require-grant.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** Only `code`: the implicit and hybrid flows put tokens into URLs (RFC 9700, section 2.1.2). */
export function checkResponseType({ form, client }: AuthorizationRequest) {
  const type = form.response_type;
  if (type === undefined) throw new OAuthError('invalid_request', 'response_type is missing.');
  if (type !== 'code') {
    throw new OAuthError('unsupported_response_type', 'Only response_type=code is supported.');
  }
  requireGrant(client, 'authorization_code');
  return {};
}

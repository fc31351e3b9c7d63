import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** Request objects and `registration` are refused by name (OpenID Connect Core, section 6). */
export function checkRequestObject({ form }: AuthorizationRequest) {
  if (form.request !== undefined) {
    throw new OAuthError('request_not_supported', 'Request objects are not supported.');
  }
  if (form.request_uri !== undefined) {
    throw new OAuthError('request_uri_not_supported', 'request_uri is not supported.');
  }
  if (form.registration !== undefined) {
    throw new OAuthError('registration_not_supported', 'registration is not supported.');
  }
  return {};
}

import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** How long ago the person may have signed in, in seconds. */
export function checkMaxAge({ form }: AuthorizationRequest) {
  const text = form.max_age;
  if (text === undefined) return {};
  if (!/^\d{1,9}$/.test(text)) {
    throw new OAuthError('invalid_request', 'max_age must be a number of seconds.');
  }
  return { maxAge: Number(text) };
}

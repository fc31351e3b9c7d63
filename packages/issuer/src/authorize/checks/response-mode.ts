import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** `query`, which is what `code` means when nothing is said. */
export function checkResponseMode({ form }: AuthorizationRequest) {
  const mode = form.response_mode;
  if (mode !== undefined && mode !== 'query') {
    throw new OAuthError('invalid_request', 'Only response_mode=query is supported.');
  }
  return {};
}

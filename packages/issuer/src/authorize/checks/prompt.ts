import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** What `prompt` may hold. */
export const promptValues = ['none', 'login', 'consent', 'select_account'];

/**
 * OpenID Connect Core, section 3.1.2.1: `none` cannot be combined, and `consent` asks the user.
 * Without `consent`, the operator who declared the client has consented for all users.
 */
export function checkPrompt({ form }: AuthorizationRequest) {
  const prompt = form.prompt?.split(' ') ?? [];
  if (!prompt.every((value) => promptValues.includes(value))) {
    throw new OAuthError('invalid_request', `prompt may be ${promptValues.join(', ')}.`);
  }
  if (prompt.includes('none') && prompt.length > 1) {
    throw new OAuthError('invalid_request', 'prompt=none cannot be combined.');
  }
  return { prompt };
}

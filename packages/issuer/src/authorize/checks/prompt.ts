import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

const known = ['none', 'login', 'consent', 'select_account'];

/**
 * OpenID Connect Core, section 3.1.2.1: `none` stands alone. `consent` is taken, since clients must
 * send it with `offline_access` (section 11), and asks nobody: the operator who declared a client
 * has consented for everybody.
 */
export function checkPrompt({ form }: AuthorizationRequest) {
  const prompt = form.prompt?.split(' ') ?? [];
  if (!prompt.every((value) => known.includes(value))) {
    throw new OAuthError('invalid_request', `prompt may be ${known.join(', ')}.`);
  }
  if (prompt.includes('none') && prompt.length > 1) {
    throw new OAuthError('invalid_request', 'prompt=none cannot be combined.');
  }
  return { prompt };
}
